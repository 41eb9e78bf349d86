import { serveSubgraph } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { inventory } from './inventory.service.js';

const { tableTypes = {} } = inventory.service;
await serveSubgraph(inventory, openService('inventory', 'subgraph', { tableTypes }));
