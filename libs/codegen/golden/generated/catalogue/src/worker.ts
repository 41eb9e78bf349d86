import { runWorker } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { catalogue } from './catalogue.service.js';

await runWorker(catalogue, (service) => openService('catalogue', 'worker', service));
