import { serveSubgraph } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { catalogue } from './catalogue.service.js';

await serveSubgraph(catalogue, (service) => openService('catalogue', 'subgraph', service));
