import type { Migration } from 'kysely/migration';
import { createOrders } from './001-create-orders.js';

/** The migrations of this service, by name; they run in the order of their names. */
export const migrations: Record<string, Migration> = {
  '001-create-orders': createOrders,
};
