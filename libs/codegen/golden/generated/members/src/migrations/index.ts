import type { Migration } from 'kysely/migration';

/** The migrations of this service; they run in the order of their names. */
export const migrations: Record<string, Migration> = {};
