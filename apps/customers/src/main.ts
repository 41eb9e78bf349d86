import { serveSubgraph } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { customers } from './customers.service.js';

await serveSubgraph(customers, (service) => openService('customers', 'subgraph', service));
