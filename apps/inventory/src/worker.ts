import { runWorker } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { inventory } from './inventory.service.js';

await runWorker(inventory, (service) => openService('inventory', 'worker', service));
