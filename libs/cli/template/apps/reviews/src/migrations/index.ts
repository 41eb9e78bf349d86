import type { Migration } from 'kysely/migration';
import { createReviews } from './001-create-reviews.js';

/** The migrations of this service; they run in the order of their names. */
export const migrations: Record<string, Migration> = {
  '001-create-reviews': createReviews,
};
