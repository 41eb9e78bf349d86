import type { HandledBelow } from '@metamorphosis/core';
import { translated } from '../errors.js';
import type { SessionPool } from '../session/session-pool.js';
import { statement } from '../tables/statements.js';

/** $1 to $4: consumers, topics, partitions and offsets of the marks; $5 the age, $6 how many at most. */
const PURGE = statement(
  'purge_handled',
  `WITH below AS (
     SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[])
       AS b (consumer, topic, partition, "offset")),
   old AS (
     SELECT i.record_id, i.consumer FROM mm_inbox i
     WHERE i.at <= now() - $5::float8 * interval '1 millisecond'
       AND (i.topic IS NULL OR EXISTS (
         SELECT FROM below b
         WHERE b.topic = i.topic AND b.partition = i.partition AND i."offset" < b."offset"
           AND (b.consumer = i.consumer OR starts_with(i.consumer, b.consumer || '#'))))
       AND NOT EXISTS (SELECT FROM mm_parked p WHERE p.record_id = i.record_id)
       AND NOT EXISTS (SELECT FROM mm_dead_letter d
                       WHERE d.record_id = i.record_id AND d.discarded_at IS NULL)
     LIMIT $6),
   gone AS (
     DELETE FROM mm_inbox i USING old
     WHERE i.record_id = old.record_id AND i.consumer = old.consumer RETURNING i.record_id),
   untold AS (DELETE FROM mm_notice WHERE command_id IN (SELECT record_id FROM gone))
   SELECT count(*) FROM gone`,
);

/** Forgets inbox rows that nobody needs any more; answers how many. */
export async function purgeHandled(
  control: SessionPool,
  below: readonly HandledBelow[],
  olderThanMs: number,
  limit: number,
): Promise<number> {
  const columns = [
    below.map(({ consumer }) => consumer),
    below.map(({ topic }) => topic),
    below.map(({ partition }) => partition),
    below.map(({ offset }) => offset),
  ];
  const step = { statement: PURGE, parameters: [...columns, olderThanMs, limit] };
  try {
    const [result] = await control.use((session) => session.batch([step]));
    return Number(result?.rows[0]?.[0] ?? 0);
  } catch (error) {
    throw translated(error);
  }
}
