import 'reflect-metadata';
import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import {
  BoardMemory,
  createCommandSender,
  createMemoryBoard,
  createMemoryEventLog,
  createMemoryStore,
  createReadiness,
  MemoryDatabase,
  MemoryLogCluster,
  newEvent,
  silentLogger,
  type CommandContext,
  type CommandDefinition,
  type EventDefinition,
  type HandlerContext,
  type MemoryTx,
  type ServiceDefinition,
} from '@metamorphosis/core';
import { EventConsumer } from '../service/event-consumer.decorator.js';
import type { SeedContext, ServiceSeed } from '../service/seed.js';
import type {
  ServiceAdapters,
  ServiceSettings,
  ServiceStore,
} from '../service/service-adapters.js';
import { serviceModule, type ServiceModule } from '../service/service-module.js';

export const counted: EventDefinition<'Counted', { name: string }> & { readonly foreign?: never } =
  {
    service: 'counts',
    name: 'Counted',
    type: 'counts.Counted',
    keyOf: ({ name }) => name,
    check: () => [],
  };

export const command = (name: string, queue: string): CommandDefinition => ({
  service: 'counts',
  name,
  type: `counts.${name}`,
  queue,
  timing: ['SYNC', 'ASYNC'],
  timeoutMs: 5000,
  expire: false,
  keyOf: (args: never) => (args as { name: string }).name,
  checkArgs: () => [],
  checkResult: () => [],
  rejections: [],
});

export const definition: ServiceDefinition = {
  name: 'counts',
  subgraphSdl: '',
  eventsSdl: '',
  commands: [command('count', 'commands'), command('importCounts', 'imports')],
  events: [counted],
  queries: [],
  entities: [],
};

class Count {
  async handle({ name }: { name: string }, { tx, publish }: CommandContext<MemoryTx>) {
    await tx.set(name, true);
    publish(newEvent(counted, { name }));
    return { __typename: 'Count' };
  }
}

export class SeenConsumer {
  async handle(event: { data: { name: string } }, { tx }: HandlerContext<MemoryTx>) {
    await tx.set(`seen ${event.data.name}`, true);
  }
}

class Queries {}

// Called, not written as decorators: specs lie outside of the tsconfig that turns their syntax on.
EventConsumer([counted as unknown as EventDefinition<string, never>])(SeenConsumer);
for (const part of [Count, Queries]) Injectable()(part);

export class CountsSeed implements ServiceSeed<MemoryTx> {
  readonly version = 'counts-1';

  async run({ tx, publish }: SeedContext<MemoryTx>): Promise<void> {
    await tx.set('seeded', ((await tx.get<number>('seeded')) ?? 0) + 1);
    publish(newEvent(counted, { name: 'seeded' }));
  }
}

export function countsModule(): ServiceModule {
  return serviceModule({
    definition,
    queries: Queries,
    entities: {},
    commands: { count: Count, importCounts: Count },
    consumers: [SeenConsumer],
    migrations: {},
    seed: CountsSeed,
  });
}

/** What several processes of the service share. */
export class CountsWorld {
  readonly cluster = new MemoryLogCluster();
  readonly memory = new BoardMemory();
  readonly database = new MemoryDatabase();
  readonly log = createMemoryEventLog(this.cluster);
  readonly board = createMemoryBoard({ memory: this.memory });
  readonly store = createMemoryStore({ database: this.database });
  migrated = 0;

  /** The adapters of one process. */
  adapters(settings: Partial<ServiceSettings> = {}): ServiceAdapters {
    const log = createMemoryEventLog(this.cluster);
    const board = createMemoryBoard({ memory: this.memory });
    const store = createMemoryStore({ database: this.database });
    const migrateService = async (): Promise<void> => void this.migrated++;
    return {
      log,
      board,
      store: Object.assign(store, { migrateService }) as unknown as ServiceStore & Kysely<unknown>,
      readiness: createReadiness(),
      logger: silentLogger,
      settings: {
        host: '127.0.0.1',
        port: 0,
        partitions: 2,
        instance: `worker-${Math.random()}`,
        secrets: { current: { keyId: 'a', secret: 'x'.repeat(32) }, previous: [] },
        mode: 'development',
        seed: false,
        consumers: undefined,
        dataDirectory: '.',
        drainTimeoutMs: 2000,
        hungAfterMs: 0,
        ...settings,
      },
      close: async () => {
        await Promise.all([log.close(), board.close(), store.close()]);
      },
    };
  }

  sender() {
    return createCommandSender({
      service: 'counts',
      log: this.log,
      board: this.board,
      lookup: async (id) => (await this.store.outcome(id))?.update,
      secrets: { current: { keyId: 'a', secret: 'x'.repeat(32) }, previous: [] },
      logger: silentLogger,
    });
  }
}
