import { runWorker } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { orders } from './orders.service.js';

const { tableTypes = {} } = orders.service;
await runWorker(orders, openService('orders', 'worker', { tableTypes }));
