import { runWorker } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { members } from './members.service.js';

await runWorker(members, (service) => openService('members', 'worker', service));
