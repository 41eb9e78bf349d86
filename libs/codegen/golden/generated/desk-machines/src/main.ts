import { serveSubgraph } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { deskMachines } from './desk-machines.service.js';

await serveSubgraph(deskMachines, (service) => openService('desk-machines', 'subgraph', service));
