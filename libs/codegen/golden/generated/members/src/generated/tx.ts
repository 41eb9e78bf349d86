// Generated from the schema by codegen; do not edit.
// The unit of work of members.

import type { Kysely } from 'kysely';
import type { Database } from '../database.js';

/** The transaction of a unit of work. */
export type Tx = Kysely<Database>;
