import { sql, type Kysely } from 'kysely';
import { commandTopic, consumerGroup, encodeRecord } from '@metamorphosis/contract';
import {
  Consumer,
  createCommandDelivery,
  createNotifier,
  newEvent,
  type AppendRecord,
  type CommandDefinition,
  type EventDefinition,
  type EventLog,
  type UnitSharing,
} from '@metamorphosis/core';
import type { openService } from '@metamorphosis/wiring';

export const SERVICE = 'works';
export const COMMANDS = commandTopic(SERVICE);

export const work: CommandDefinition = {
  ...{ service: SERVICE, name: 'work', type: `${SERVICE}.work`, queue: 'commands' },
  ...{ timing: ['ASYNC'], timeoutMs: 30_000, expire: false, rejections: [] },
  ...{ checkArgs: () => [], checkResult: () => [] },
};
export const done: EventDefinition<'Done', { readonly id: string }> & { readonly foreign?: never } =
  {
    ...{ service: SERVICE, name: 'Done', type: `${SERVICE}.Done` },
    ...{ keyOf: ({ id }) => id, check: () => [] },
  };

/** A command under one of 10,000 keys. */
export function commandOf(i: number): AppendRecord {
  const id =
    `${SERVICE}.${crypto.randomUUID()}` as `${string}.${string}-${string}-${string}-${string}-${string}`;
  const data = { id, pad: 'x'.repeat(120) };
  const at = new Date().toISOString();
  const key = `k${i % 10_000}`;
  return encodeRecord({
    ...{ kind: 'command', id: id as never, source: SERVICE, type: work.type },
    ...{ time: at, key, data, correlationId: id },
  });
}

/** Puts so many commands on the log. */
export async function appendCommands(log: EventLog, count: number): Promise<void> {
  for (let i = 0; i < count; i += 500) {
    await log.append(
      COMMANDS,
      Array.from({ length: 500 }, (_, k) => commandOf(i + k)),
    );
  }
}

type Tables = { effect: { id: string; consumer: string } };
type Connections = ReturnType<typeof openService>;

/** One row for each effect. */
export const migrations = {
  '001': {
    up: (db: Kysely<unknown>) =>
      sql`CREATE TABLE effect (id text NOT NULL, consumer text NOT NULL)`
        .execute(db)
        .then(() => undefined),
  },
};

/** A worker's consumer of the commands: one row, one event, an outcome each. */
export function consumeWork(
  { log, board, store, settings, logger }: Connections,
  options: {
    readonly name: string;
    readonly sharing: UnitSharing;
    readonly concurrency: number;
  },
): { readonly consumer: Consumer; close(): Promise<void> } {
  const { name, sharing, concurrency } = options;
  const notifier = createNotifier(board, store, logger);
  const handler = {
    sharing,
    async handle({ id }: { readonly id: string }, context: never): Promise<object> {
      const { tx, publish } = context as {
        readonly tx: Kysely<Tables>;
        readonly publish: (event: unknown) => void;
      };
      await tx.insertInto('effect').values({ id, consumer: name }).execute();
      publish(newEvent(done, { id }));
      return { id };
    },
  };
  const consumer = new Consumer({
    ...{ log, name, group: consumerGroup(SERVICE, name), topics: [COMMANDS], logger },
    limits: { concurrency },
    claim: (key) => store.takeLease(key, settings.instance),
    deliver: createCommandDelivery<never>({
      ...{ consumer: name, log, store: store as never, notifier, logger },
      commands: [{ definition: work, handler: handler }],
    }),
  });
  const close = async (): Promise<void> => {
    await consumer.close();
    await notifier.close();
  };
  return { consumer, close };
}
