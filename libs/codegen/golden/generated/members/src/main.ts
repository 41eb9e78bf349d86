import { serveSubgraph } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { members } from './members.service.js';

await serveSubgraph(members, (service) => openService('members', 'subgraph', service));
