import { statement } from '../tables/statements.js';

/** A condition on the lease that a fenced step is done under: it does nothing without it. */
const HELD =
  'EXISTS (SELECT FROM mm_lease WHERE consumer = $1 AND topic = $2 AND partition = $3 AND epoch = $4)';
const SAME_LANE = (a: string, b: string): string =>
  ['consumer', 'topic', 'partition', 'lane'].map((it) => `${a}.${it} = ${b}.${it}`).join(' AND ');
/** The next row of a lane that lost its first one. The row that goes is still seen by its own statement. */
const PROMOTE_NEXT = `
  UPDATE mm_parked p SET due_at = coalesce(p.due_at, clock_timestamp())
  FROM gone WHERE p.id = (SELECT n.id FROM mm_parked n WHERE ${SAME_LANE('n', 'gone')} AND n.id <> gone.id
                          ORDER BY n."offset", n.id LIMIT 1)`;

export const LOCK_LEASE = statement(
  'lock_lease',
  'SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))',
);
/** Behind others of its lane a row waits without a time. */
export const PARK = statement(
  'park',
  `INSERT INTO mm_parked
     (consumer, topic, partition, lane, "offset", namespace, record_id, attempts, due_at, record)
   SELECT $1, $2, $3::int, $5, $6::bigint, $7, $8, $9::int,
          CASE WHEN EXISTS (SELECT FROM mm_parked
                            WHERE consumer = $1 AND topic = $2 AND partition = $3::int AND lane = $5)
               THEN NULL ELSE clock_timestamp() + $10::float8 * interval '1 millisecond' END, $11
   FROM mm_lease WHERE consumer = $1 AND topic = $2 AND partition = $3::int AND epoch = $4
   ON CONFLICT (consumer, topic, partition, lane, "offset", namespace) DO NOTHING`,
);
export const POSTPONE = statement(
  'postpone',
  `UPDATE mm_parked
   SET attempts = $6, due_at = clock_timestamp() + $7::float8 * interval '1 millisecond'
   WHERE id = $5 AND ${HELD}`,
);
export const UNPARK = statement(
  'unpark',
  `WITH gone AS (DELETE FROM mm_parked WHERE id = $5 AND ${HELD}
                 RETURNING id, consumer, topic, partition, lane)${PROMOTE_NEXT}`,
);
/** In a unit of work, which has checked its fence. */
export const DELETE_PARKED = statement(
  'delete_parked',
  `WITH gone AS (DELETE FROM mm_parked WHERE id = $1
                 RETURNING id, consumer, topic, partition, lane)${PROMOTE_NEXT}`,
);
/** Not fenced: what operators add. */
export const ADD_PARKED = statement(
  'add_parked',
  `INSERT INTO mm_parked
     (consumer, topic, partition, lane, "offset", namespace, record_id, attempts, due_at, record)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + $9::float8 * interval '1 millisecond', $10)
   ON CONFLICT (consumer, topic, partition, lane, "offset", namespace) DO NOTHING`,
);
export const SELECT_DUE = statement(
  'select_due',
  `SELECT id, attempts, record FROM mm_parked p
   WHERE due_at <= now()
     AND (consumer, topic, partition) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::int[]))
     AND NOT EXISTS (
     SELECT FROM mm_parked f WHERE ${SAME_LANE('f', 'p')} AND (f."offset", f.id) < (p."offset", p.id))
   ORDER BY due_at, id LIMIT $4`,
);
export const SELECT_BLOCKED = statement(
  'select_blocked',
  `SELECT lane, count(*),
          (SELECT greatest(0, extract(epoch FROM f.due_at - clock_timestamp()) * 1000)
           FROM mm_parked f
           WHERE f.consumer = $1 AND f.topic = $2 AND f.partition = $3 AND f.lane = p.lane
           ORDER BY f."offset", f.id LIMIT 1)
   FROM mm_parked p
   WHERE consumer = $1 AND topic = $2 AND partition = $3 AND ($4::text IS NULL OR lane = $4)
   GROUP BY lane ORDER BY lane`,
);
export const COUNT_PARKED = statement(
  'count_parked',
  'SELECT count(*) FROM mm_parked WHERE $1::text IS NULL OR consumer = $1',
);

// --- units of work on a parked row: what the inbox knows counts, unless the row supersedes it
const IS_DONE = (id: string, supersedes: string): string =>
  `NOT EXISTS (SELECT FROM mm_parked WHERE id = ${id})
   OR (NOT ${supersedes}::boolean AND EXISTS (SELECT FROM mm_inbox WHERE record_id = $1 AND consumer = $2))`;
export const CHECK_LEASE_AND_PARKED = statement(
  'check_lease_and_parked',
  `SELECT EXISTS (SELECT FROM mm_lease
                  WHERE consumer = $3 AND topic = $4 AND partition = $5 AND epoch = $6),
          ${IS_DONE('$7', '$8')}`,
);
export const CHECK_PARKED = statement('check_parked', `SELECT true, ${IS_DONE('$3', '$4')}`);
