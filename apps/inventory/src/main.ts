import { serveSubgraph } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { inventory } from './inventory.service.js';

await serveSubgraph(inventory, (service) => openService('inventory', 'subgraph', service));
