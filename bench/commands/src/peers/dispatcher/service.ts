import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { commandTopic, deadLetterTopic, eventTopic } from '@metamorphosis/contract';
import {
  newEvent,
  type CommandDefinition,
  type CommandGuarantee,
  type CommandHandler,
  type EventDefinition,
  type Problem,
} from '@metamorphosis/core';
import { checkOf, expected, isFields, noOthers } from '@metamorphosis/core/checks';
import { keyOf, type Work } from '../../work.ts';

// A service of one command, as codegen and its author would write it.
const ARGS: ReadonlySet<string> = new Set(['id', 'pad']);

function args(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'WorkArgs', value);
  if (typeof value.id !== 'string') expected(problems, 'id', 'ID', value.id);
  if (typeof value.pad !== 'string') expected(problems, 'pad', 'String', value.pad);
  noOthers(problems, value, ARGS);
}

function result(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'WorkResult', value);
  if (typeof value.id !== 'string') expected(problems, 'id', 'ID', value.id);
}

export const SERVICE = 'works';

export const work: CommandDefinition = {
  service: SERVICE,
  name: 'work',
  type: `${SERVICE}.work`,
  queue: 'commands',
  timing: ['SYNC'],
  timeoutMs: 30_000,
  expire: false,
  keyOf: (works: never) => keyOf(works),
  checkArgs: checkOf(args),
  checkResult: checkOf(result),
  rejections: [],
};

const workDone: EventDefinition<'WorkDone', { readonly id: string; readonly ok: boolean }> & {
  readonly foreign?: never;
} = {
  service: SERVICE,
  name: 'WorkDone',
  type: `${SERVICE}.WorkDone`,
  keyOf,
  check: () => [],
};

export const migrations: Record<string, Migration> = {
  '001': {
    up: (db) =>
      db.schema
        .createTable('work')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('v', 'text')
        .execute(),
  },
};

type Tx = Kysely<{ work: { id: string; v: string } }>;

/** At-least-once: nothing but an answer. Effectively-once: a row and an event. */
export function handlerOf(guarantee: CommandGuarantee): CommandHandler<Work, object, Tx> {
  if (guarantee === 'at-least-once') {
    return { guarantee, handle: ({ id }) => Promise.resolve({ id }) };
  }
  return {
    guarantee,
    async handle({ id, pad }, { tx, publish }) {
      await tx.insertInto('work').values({ id, v: pad }).execute();
      publish(newEvent(workDone, { id, ok: true }));
      return { id };
    },
  };
}

/** All topics of the service. */
export function topics(): readonly string[] {
  const own = [commandTopic(SERVICE), eventTopic(SERVICE)];
  return [...own, ...own.map(deadLetterTopic)];
}
