import { serveSubgraph } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { lending } from './lending.service.js';

await serveSubgraph(lending, (service) => openService('lending', 'subgraph', service));
