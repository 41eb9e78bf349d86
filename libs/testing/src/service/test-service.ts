import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { eventTopic } from '@metamorphosis/contract';
import type { Store } from '@metamorphosis/core';
import type { ServiceModule } from '@metamorphosis/nest';
import {
  adaptersModule,
  planConsumers,
  prepareService,
  runSeed,
} from '@metamorphosis/nest/testing';
import { startClock, type Clock } from '../clock/clock.js';
import { createSubgraph, type Subgraph } from './ask-subgraph.js';
import { Engine } from './engine.js';
import { Outgoing } from './outgoing.js';
import { RecordPath } from './record-path.js';
import { ServiceUnderTest } from './service-under-test.js';
import { openTestAdapters, type TestAdapters } from './test-adapters.js';
import type { TestOptions } from './test-options.js';

/**
 * Runs a service in this process, as its module registers it: log and board in memory, its database in an
 * SQLite file of its own, no port opened. Close it at the end of the test: `await using service = await
 * testService(orders)`. Rejects with CONFIGURATION_INVALID when its parts do not fit its SDL.
 */
export async function testService(
  module: ServiceModule,
  options: TestOptions = {},
): Promise<ServiceUnderTest> {
  const { service } = module;
  const { definition, tableTypes = {} } = service;
  const adapters = await openTestAdapters(definition.name, tableTypes);
  let clock: (Clock & Disposable) | undefined;
  try {
    clock = startClock(options.now);
    return await open(module, adapters, clock, options);
  } catch (error) {
    clock?.[Symbol.dispose]();
    await adapters.close();
    throw error;
  }
}

async function open(
  module: ServiceModule,
  adapters: TestAdapters,
  clock: Clock & Disposable,
  { providers = [], seed = false, attempts = 1, cascade = true }: TestOptions,
): Promise<ServiceUnderTest> {
  const { service } = module;
  const { definition, topics = [] } = service;
  const store = adapters.store as unknown as Store<never>;
  await prepareService(service, adapters, foreignTopics(module), new AbortController().signal);
  // Of two providers of one token Nest takes the later.
  const replaced = { ...module, providers: [...(module.providers ?? []), ...providers] };
  const app = await NestFactory.createApplicationContext(
    { module: class ServiceUnderTestRoot {}, imports: [adaptersModule(adapters), replaced] },
    { logger: false, abortOnError: false },
  );
  if (seed && service.seed) {
    await runSeed(app.get(service.seed, { strict: false }), adapters.store);
  }
  const path = new RecordPath(app, service, adapters, attempts);
  const outgoing = new Outgoing(
    definition.name,
    topics.map(({ name }) => name),
    adapters,
  );
  const engine = new Engine(path, outgoing, store, cascade);
  // What the seed published is past.
  await engine.settle();
  let subgraph: Subgraph | undefined;
  return new ServiceUnderTest({
    app,
    service,
    engine,
    clock,
    reader: adapters.store.reader,
    subgraph: () => (subgraph ??= createSubgraph(app, service, engine, adapters)),
    close: async () => {
      clock[Symbol.dispose]();
      await subgraph?.close();
      await path.close();
      await app.close();
      await adapters.close();
    },
  });
}

function foreignTopics({ service: { definition, consumers } }: ServiceModule): readonly string[] {
  const own = eventTopic(definition.name);
  return planConsumers(definition, consumers)
    .filter((plan) => plan.kind === 'events')
    .flatMap((plan) => plan.topics)
    .filter((topic) => topic !== own);
}
