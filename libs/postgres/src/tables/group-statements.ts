import type { Statement } from '../session/batch.js';
import {
  INSERT_INBOX,
  INSERT_NOTICE,
  INSERT_OUTBOX,
  INSERT_OUTCOME,
  statement,
} from './statements.js';

// What a group of units sends instead of the same statement for each of them.

export const SAVEPOINT = statement('savepoint', 'SAVEPOINT mm_unit');
export const RELEASE = statement('release', 'RELEASE SAVEPOINT mm_unit');
/** The savepoint itself stays. */
export const ROLLBACK_TO = statement('rollback_to', 'ROLLBACK TO SAVEPOINT mm_unit');

// `count` makes one row of many; the locks are taken in the order of the array.
export const LOCK_LEASES = statement(
  'lock_leases',
  `SELECT count(pg_advisory_xact_lock_shared(hashtextextended(name, 0))) FROM unnest($1::text[]) name`,
);
export const LOCK_RECORDS = statement(
  'lock_records',
  `SELECT count(pg_advisory_xact_lock(hashtextextended(name, 0))) FROM unnest($1::text[]) name`,
);
/** Answers which of the fences are void, by their place in the arrays. */
export const SELECT_VOID_LEASES = statement(
  'select_void_leases',
  `SELECT f.n - 1
   FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[])
        WITH ORDINALITY f(consumer, topic, partition, epoch, n)
   WHERE (SELECT true FROM mm_lease l
          WHERE l.consumer = f.consumer AND l.topic = f.topic
            AND l.partition = f.partition AND l.epoch = f.epoch) IS NULL`,
);
/** Answers which records the inbox knows, by their place in the array. A probe for each: never a join. */
export const SELECT_KNOWN_RECORDS = statement(
  'select_known_records',
  `SELECT r.n - 1 FROM unnest($1::text[]) WITH ORDINALITY r(id, n)
   WHERE (SELECT true FROM mm_inbox i WHERE i.record_id = r.id AND i.consumer = $2)`,
);

/** Statements of one unit that have a form for many: an array for each column. */
export const FOR_MANY: ReadonlyMap<Statement, Statement> = new Map([
  [
    INSERT_INBOX,
    statement(
      'insert_inboxes',
      `INSERT INTO mm_inbox (record_id, consumer, topic, partition, "offset")
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[])`,
    ),
  ],
  [
    INSERT_OUTCOME,
    statement(
      'insert_outcomes',
      `INSERT INTO mm_inbox (record_id, consumer, topic, partition, "offset", version, outcome)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::int[], $7::text[])`,
    ),
  ],
  [
    INSERT_NOTICE,
    statement(
      'insert_notices',
      `INSERT INTO mm_notice (command_id) SELECT unnest($1::text[])
       ON CONFLICT (command_id) DO UPDATE SET at = excluded.at`,
    ),
  ],
  // One column, an array for each unit already.
  [INSERT_OUTBOX, INSERT_OUTBOX],
]);
