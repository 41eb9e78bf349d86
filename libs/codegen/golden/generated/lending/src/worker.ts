import { runWorker } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { lending } from './lending.service.js';

await runWorker(lending, (service) => openService('lending', 'worker', service));
