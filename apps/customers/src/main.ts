import { serveSubgraph } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { customers } from './customers.service.js';

const { tableTypes = {} } = customers.service;
await serveSubgraph(customers, openService('customers', 'subgraph', { tableTypes }));
