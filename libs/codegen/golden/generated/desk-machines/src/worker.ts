import { runWorker } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { deskMachines } from './desk-machines.service.js';

await runWorker(deskMachines, (service) => openService('desk-machines', 'worker', service));
