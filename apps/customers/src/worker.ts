import { runWorker } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { customers } from './customers.service.js';

const { tableTypes = {} } = customers.service;
await runWorker(customers, openService('customers', 'worker', { tableTypes }));
