import { serveSubgraph } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { orders } from './orders.service.js';

await serveSubgraph(orders, (service) => openService('orders', 'subgraph', service));
