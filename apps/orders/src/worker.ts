import { runWorker } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { orders } from './orders.service.js';

await runWorker(orders, (service) => openService('orders', 'worker', service));
