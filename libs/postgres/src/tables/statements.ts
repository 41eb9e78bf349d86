import type { Statement } from '../session/batch.js';

/** A prepared statement of the store's own. */
export const statement = (name: string, text: string): Statement => ({ name: `mm_${name}`, text });

export const BEGIN = statement('begin', 'BEGIN ISOLATION LEVEL READ COMMITTED');
export const COMMIT = statement('commit', 'COMMIT');
export const ROLLBACK = statement('rollback', 'ROLLBACK');
export const PING = statement('ping', 'SELECT 1');

/** For the session, outside of transactions: $1 milliseconds for a statement and for idling in a transaction. */
export const LIMIT_TIME = statement(
  'limit_time',
  `SELECT set_config('statement_timeout', $1, false),
          set_config('idle_in_transaction_session_timeout', $1, false)`,
);

// --- unit of work: locks first, in a statement of their own, so that what follows sees what others committed
export const LOCK_LEASE_AND_RECORD = statement(
  'lock_lease_and_record',
  `SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0)),
          pg_advisory_xact_lock(hashtextextended($2, 0))`,
);
export const LOCK_RECORD = statement(
  'lock_record',
  'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
);
/** Answers whether the lease is held, and whether the inbox knows the record. */
export const CHECK_LEASE_AND_RECORD = statement(
  'check_lease_and_record',
  `SELECT EXISTS (SELECT FROM mm_lease
                  WHERE consumer = $3 AND topic = $4 AND partition = $5 AND epoch = $6),
          EXISTS (SELECT FROM mm_inbox WHERE record_id = $1 AND consumer = $2)`,
);
export const CHECK_RECORD = statement(
  'check_record',
  'SELECT true, EXISTS (SELECT FROM mm_inbox WHERE record_id = $1 AND consumer = $2)',
);
export const INSERT_INBOX = statement(
  'insert_inbox',
  `INSERT INTO mm_inbox (record_id, consumer, topic, partition, "offset") VALUES ($1, $2, $3, $4, $5)`,
);
/** The inbox row of a command, with its outcome. */
const OUTCOME_ROW = `INSERT INTO mm_inbox AS known (record_id, consumer, topic, partition, "offset", version, outcome)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`;
export const INSERT_OUTCOME = statement('insert_outcome', OUTCOME_ROW);
/** The same for a parked record, which the inbox may know from before. */
export const ENTER_PARKED = statement(
  'enter_parked',
  `INSERT INTO mm_inbox (record_id, consumer, topic, partition, "offset") VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (record_id, consumer) DO NOTHING`,
);
export const SUPERSEDE_OUTCOME = statement(
  'supersede_outcome',
  `${OUTCOME_ROW}
   ON CONFLICT (record_id, consumer)
   DO UPDATE SET version = excluded.version, outcome = excluded.outcome, at = clock_timestamp()
   WHERE known.version IS NULL OR excluded.version > known.version`,
);
export const INSERT_NOTICE = statement(
  'insert_notice',
  `INSERT INTO mm_notice (command_id) VALUES ($1)
   ON CONFLICT (command_id) DO UPDATE SET at = excluded.at`,
);
/** Ids rise in the order of the array. */
export const INSERT_OUTBOX = statement(
  'insert_outbox',
  'INSERT INTO mm_outbox (record) SELECT unnest($1::text[])',
);
export const INSERT_DEAD_LETTER = statement(
  'insert_dead_letter',
  `INSERT INTO mm_dead_letter
     (consumer, topic, partition, "offset", record_id, code, key, message, at, letter)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

// --- tellings
/** The first outcome of the highest version: a repeat under another consumer does not supersede it. */
export const SELECT_OUTCOME = statement(
  'select_outcome',
  `SELECT outcome FROM mm_inbox
   WHERE record_id = $1 AND version IS NOT NULL ORDER BY version DESC, at LIMIT 1`,
);
export const SELECT_NOTICES = statement(
  'select_notices',
  `SELECT n.command_id, o.outcome
   FROM (SELECT command_id FROM mm_notice
         WHERE at <= clock_timestamp() - $1 * interval '1 millisecond' LIMIT $2) n,
        LATERAL (SELECT outcome FROM mm_inbox
                 WHERE record_id = n.command_id AND version IS NOT NULL
                 ORDER BY version DESC, at LIMIT 1) o`,
);
export const DELETE_NOTICES = statement(
  'delete_notices',
  'DELETE FROM mm_notice WHERE command_id = ANY ($1::text[])',
);

// --- leases
export const LOCK_LEASE_TO_TAKE = statement(
  'lock_lease_to_take',
  'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
);
export const TAKE_LEASE = statement(
  'take_lease',
  `INSERT INTO mm_lease AS held (consumer, topic, partition, epoch, owner) VALUES ($1, $2, $3, 1, $4)
   ON CONFLICT (consumer, topic, partition)
   DO UPDATE SET epoch = held.epoch + 1, owner = excluded.owner, taken_at = clock_timestamp()
   RETURNING epoch, epoch = 1 OR epoch - 1 IS NOT DISTINCT FROM released_epoch, mark, deaths,
     (SELECT before.owner FROM mm_lease AS before
      WHERE before.consumer = $1 AND before.topic = $2 AND before.partition = $3)`,
);
export const RELEASE_LEASE = statement(
  'release_lease',
  `UPDATE mm_lease SET released_epoch = epoch, mark = NULL
   WHERE consumer = $1 AND topic = $2 AND partition = $3 AND epoch = $4`,
);
/** No row when the lease was taken. */
export const MARK_ATTEMPT = statement(
  'mark_attempt',
  `UPDATE mm_lease SET mark = $5, deaths = $6
   WHERE consumer = $1 AND topic = $2 AND partition = $3 AND epoch = $4 RETURNING epoch`,
);
export const CHECK_LEASE = statement(
  'check_lease',
  'SELECT FROM mm_lease WHERE consumer = $1 AND topic = $2 AND partition = $3 AND epoch = $4',
);
/** Ends the sessions that hold the lease's lock for a unit of work, and waits up to $2 ms until each is gone. */
export const END_LEASE_HOLDERS = statement(
  'end_lease_holders',
  `SELECT pg_terminate_backend(l.pid, $2)
   FROM pg_locks l, (SELECT hashtextextended($1, 0) AS key) k
   WHERE l.locktype = 'advisory' AND l.granted AND l.mode = 'ShareLock' AND l.objsubid = 1
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND l.classid = (k.key >> 32 & 4294967295)::oid AND l.objid = (k.key & 4294967295)::oid`,
);
export const END_SESSION = statement('end_session', 'SELECT pg_terminate_backend($1, $2)');

// --- publishing
/**
 * Names the history that this server goes on with: a promoted standby or a restored backup begins
 * a new timeline, a restored dump makes a new table.
 */
export const SELECT_LINEAGE = statement(
  'select_lineage',
  `SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
          || '/' || 'mm_publisher'::regclass::oid`,
);
/** A renewal keeps the epoch for as long as nobody else took the right, in the same history. */
export const TAKE_PUBLISHER = statement(
  'take_publisher',
  `UPDATE mm_publisher
   SET epoch = CASE WHEN owner = $1 AND lineage = $3 THEN epoch ELSE epoch + 1 END, owner = $1,
       expires_at = clock_timestamp() + $2 * interval '1 millisecond',
       publisher = CASE WHEN lineage IN ('', $3) THEN publisher ELSE gen_random_uuid()::text END,
       lineage = $3
   WHERE owner IS NULL OR owner = $1 OR expires_at <= clock_timestamp()
   RETURNING epoch, publisher`,
);
export const RELEASE_PUBLISHER = statement(
  'release_publisher',
  'UPDATE mm_publisher SET owner = NULL WHERE epoch = $1',
);
/** The right that a step of the publisher needs: $1 its epoch, $2 the lineage of the session. */
const RIGHT = 'epoch = $1 AND lineage = $2 AND owner IS NOT NULL';
/** The fence of all that a publisher does: no row when the right is gone, and nobody takes it until the end. */
export const LOCK_PUBLISHER = statement(
  'lock_publisher',
  `SELECT last_number FROM mm_publisher WHERE ${RIGHT} FOR UPDATE`,
);
/** Changes nothing without the right, so that it can be sent together with the fence. */
export const CLAIM_OUTBOX = statement(
  'claim_outbox',
  `WITH right_to AS (SELECT last_number FROM mm_publisher WHERE ${RIGHT}),
   picked AS (SELECT id, row_number() OVER (ORDER BY id) AS n
              FROM (SELECT id FROM mm_outbox, right_to
                    WHERE number IS NULL ORDER BY id LIMIT $3) oldest),
   counted AS (UPDATE mm_publisher SET last_number = last_number + (SELECT count(*) FROM picked)
               WHERE ${RIGHT} AND EXISTS (SELECT FROM picked)),
   numbered AS (UPDATE mm_outbox o SET number = right_to.last_number + picked.n
                FROM picked, right_to WHERE o.id = picked.id RETURNING o.number, o.record)
   SELECT number, record FROM numbered ORDER BY number`,
);
export const SELECT_CLAIMED = statement(
  'select_claimed',
  `SELECT number, record FROM mm_outbox
   WHERE number IS NOT NULL AND EXISTS (SELECT FROM mm_publisher WHERE ${RIGHT}) ORDER BY number`,
);
export const DELETE_SENT = statement(
  'delete_sent',
  `DELETE FROM mm_outbox
   WHERE number <= $3 AND EXISTS (SELECT FROM mm_publisher WHERE ${RIGHT})`,
);
export const SELECT_BACKLOG = statement(
  'select_backlog',
  `SELECT count(*), (SELECT record FROM mm_outbox WHERE number IS NULL OR number > $1 ORDER BY id LIMIT 1)
   FROM mm_outbox WHERE number IS NULL OR number > $1`,
);
/** Without waiting for the disk: a wake-up is worth nothing after a crash. */
export const NOTIFY = statement(
  'notify',
  `SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)`,
);
