import { runWorker } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { inventory } from './inventory.service.js';

const { tableTypes = {} } = inventory.service;
await runWorker(inventory, openService('inventory', 'worker', { tableTypes }));
