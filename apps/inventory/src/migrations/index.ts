import type { Migration } from 'kysely/migration';
import { createStock } from './001-create-stock.js';

/** The migrations of this service, by name; they run in the order of their names. */
export const migrations: Record<string, Migration> = {
  '001-create-stock': createStock,
};
