import type { DeadLetterFilter } from '@metamorphosis/contract';
import { parkedOf, type ReplayPace, type StoredDeadLetter } from '@metamorphosis/core';
import { translated } from '../errors.js';
import type { Parameter, Statement, StepResult } from '../session/batch.js';
import type { SessionPool } from '../session/session-pool.js';
import { decodeDeadLetter, searchable } from '../tables/json-text.js';
import { BEGIN, COMMIT, statement } from '../tables/statements.js';
import { addStep } from './retry-table.js';

const MATCHES = `discarded_at IS NULL
  AND ($1::text IS NULL OR consumer = $1) AND ($2::text IS NULL OR code = $2)
  AND ($3::text IS NULL OR position(lower($3) IN lower(message)) > 0)
  AND ($4::text IS NULL OR key = $4)
  AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)
  AND ($7::text[] IS NULL OR id::text = ANY ($7))`;
const SELECT_LETTERS = statement(
  'select_letters',
  `SELECT id, letter FROM mm_dead_letter WHERE ${MATCHES} AND id > $8 ORDER BY id LIMIT $9`,
);
const COUNT_LETTERS = statement(
  'count_letters',
  `SELECT count(*) FROM mm_dead_letter WHERE ${MATCHES}`,
);
/** Two operators at once do not move a letter twice. */
const SELECT_TO_REPLAY = statement(
  'select_to_replay',
  `SELECT id, letter FROM mm_dead_letter WHERE ${MATCHES}
   ORDER BY topic COLLATE "C", partition, "offset", id LIMIT $8 FOR UPDATE`,
);
const DELETE_LETTERS = statement(
  'delete_letters',
  'DELETE FROM mm_dead_letter WHERE id::text = ANY ($1::text[])',
);
const DISCARD_LETTERS = statement(
  'discard_letters',
  `WITH picked AS (SELECT id FROM mm_dead_letter WHERE ${MATCHES} ORDER BY id LIMIT $8 FOR UPDATE)
   UPDATE mm_dead_letter d SET discarded_at = clock_timestamp(), discard_reason = $9
   FROM picked WHERE d.id = picked.id RETURNING d.id`,
);

/** The dead letters of a store, for their operators. */
export class DeadLetters {
  constructor(private readonly control: SessionPool) {}

  async find(
    filter: DeadLetterFilter,
    limit: number,
    after = '0',
  ): Promise<readonly StoredDeadLetter[]> {
    return lettersIn(await this.#ask(SELECT_LETTERS, [...conditions(filter), after, limit]));
  }

  async count(filter: DeadLetterFilter): Promise<number> {
    const counted = await this.#ask(COUNT_LETTERS, conditions(filter));
    return Number(counted?.rows[0]?.[0] ?? 0);
  }

  async discard(filter: DeadLetterFilter, limit: number, reason: string): Promise<number> {
    const parameters = [...conditions(filter), limit, searchable(reason)];
    return (await this.#ask(DISCARD_LETTERS, parameters))?.rows.length ?? 0;
  }

  async replay(
    filter: DeadLetterFilter,
    limit: number,
    { firstInMs, everyMs }: ReplayPace,
  ): Promise<number> {
    return this.control
      .use(async (session) => {
        const select = {
          statement: SELECT_TO_REPLAY,
          parameters: [...conditions(filter), limit],
        };
        const [, found] = await session.batch([{ statement: BEGIN }, select]);
        const letters = lettersIn(found);
        const added = letters.map((letter, i) =>
          addStep(parkedOf(letter), firstInMs + i * everyMs),
        );
        const ids = letters.map(({ id }) => id);
        await session.batch([
          ...added,
          { statement: DELETE_LETTERS, parameters: [ids] },
          { statement: COMMIT },
        ]);
        return letters.length;
      })
      .catch(fail);
  }

  async #ask(ask: Statement, parameters: readonly Parameter[]): Promise<StepResult | undefined> {
    const steps = [{ statement: ask, parameters }];
    const results = await this.control.use((session) => session.batch(steps)).catch(fail);
    return results[0];
  }
}

function conditions(filter: DeadLetterFilter): readonly Parameter[] {
  const { ids, consumer, code, message, key, since, until } = filter;
  const texts = [consumer, code, message, key].map((it) =>
    it === undefined ? null : searchable(it),
  );
  return [...texts, since ?? null, until ?? null, ids ?? null];
}

function lettersIn(result: StepResult | undefined): readonly StoredDeadLetter[] {
  return (result?.rows ?? []).map(([id, letter]) => ({
    ...decodeDeadLetter(letter ?? ''),
    id: id ?? '',
  }));
}

function fail(error: unknown): never {
  throw translated(error);
}
