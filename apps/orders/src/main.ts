import { serveSubgraph } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { orders } from './orders.service.js';

const { tableTypes = {} } = orders.service;
await serveSubgraph(orders, openService('orders', 'subgraph', { tableTypes }));
