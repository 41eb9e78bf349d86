import { runWorker } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { customers } from './customers.service.js';

await runWorker(customers, (service) => openService('customers', 'worker', service));
