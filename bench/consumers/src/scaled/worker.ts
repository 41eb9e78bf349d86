import { runWorker } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { SERVICE } from '../unit-work.ts';
import { scaled } from './service.ts';

await runWorker(scaled, (service) => openService(SERVICE, 'worker', service));
