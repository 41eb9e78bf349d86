import { NestFactory } from '@nestjs/core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { commandTopic, eventTopic } from '@metamorphosis/contract';
import { adaptersModule } from '../service/adapters-module.js';
import { prepareService, topicsOf } from '../service/prepare-service.js';
import { runSeed } from '../service/run-seed.js';
import type { ServiceSettings } from '../service/service-adapters.js';
import { pickConsumers, planConsumers } from './consumer-plan.js';
import {
  command,
  countsModule,
  CountsSeed,
  CountsWorld,
  definition,
  SeenConsumer,
} from './counts-service.fixture.spec.js';
import { Worker } from './worker.js';

async function worker(
  world: CountsWorld,
  settings: Partial<ServiceSettings> = {},
): Promise<Worker> {
  const module = countsModule();
  const adapters = world.adapters(settings);
  await prepareService(module.service, adapters, [], new AbortController().signal);
  class Root {}
  const app = await NestFactory.createApplicationContext(
    { module: Root, imports: [adaptersModule(adapters), module] },
    { logger: false, abortOnError: false },
  );
  const plans = pickConsumers(
    planConsumers(definition, module.service.consumers),
    settings.consumers,
  );
  const started = new Worker(app, module.service, plans, adapters);
  onTestFinished(async () => {
    await started.close();
    await app.close();
    await adapters.close();
  });
  await started.run(plans.map(({ name }) => ({ name, paused: false })));
  return started;
}

test('each command queue and each event handler is a consumer of its own', async () => {
  const world = new CountsWorld();
  const { consumers } = await worker(world);
  expect([...consumers.keys()]).toEqual(['commands', 'commands.imports', 'seen']);
  const sender = world.sender();
  const calls = definition.commands.map((c) => sender.call(c, { name: c.name }, {}));
  expect((await Promise.all(calls)).map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  await vi.waitFor(async () => {
    expect(await world.store.reader.get('seen count')).toBe(true);
    expect(await world.store.reader.get('seen importCounts')).toBe(true);
  });
});

test('a worker runs the consumers that it is told to, and refuses names that there are not', async () => {
  const world = new CountsWorld();
  const { consumers } = await worker(world, { consumers: ['seen'] });
  expect([...consumers.keys()]).toEqual(['seen']);
  const plans = planConsumers(definition, [SeenConsumer]);
  expect(() => pickConsumers(plans, ['seen', 'seeen', 'comands'])).toThrow(
    /seeen, comands.*commands, commands.imports, seen/,
  );
});

test('two consumers of one name, and a handler of nothing, are refused in words', () => {
  const twice = (): unknown => planConsumers(definition, [SeenConsumer, SeenConsumer]);
  expect(twice).toThrow('Two consumers of counts are named "seen"');
  class Nothing {}
  expect(() => planConsumers(definition, [Nothing])).toThrow('Nothing is listed as a consumer');
});

test('closing tells and publishes what was committed last, and lets the next worker go on at once', async () => {
  const world = new CountsWorld();
  const first = await worker(world);
  const sender = world.sender();
  const count = command('count', 'commands');
  const names = Array.from({ length: 40 }, (_, i) => `n${i}`);
  const calls = names.map((name) => sender.call(count, { name }, {}));
  await vi.waitFor(async () => expect(await world.store.reader.get('n0')).toBe(true));
  await first.close();
  expect(world.database.outbox).toEqual([]);
  expect(world.database.notices.size).toBe(0);
  await worker(world);
  expect((await Promise.all(calls)).every(({ state }) => state === 'SUCCEEDED')).toBe(true);
});

test('every topic is named once, though two consumers read it', () => {
  const foreign = [eventTopic('orders'), eventTopic('stock'), eventTopic('orders')];
  const names = topicsOf(definition, foreign, 4).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining([
      commandTopic('counts'),
      commandTopic('counts', 'imports'),
      `${commandTopic('counts', 'imports')}.dlq`,
      eventTopic('counts'),
      eventTopic('orders'),
      `${eventTopic('orders')}.dlq`,
    ]),
  );
});

test('commands have no time limit on the log, events have one', () => {
  const specs = topicsOf(definition, [], 4);
  const of = (name: string): unknown => specs.find((spec) => spec.name === name)?.retentionMs;
  expect(of(commandTopic('counts'))).toBe('unlimited');
  expect(of(eventTopic('counts'))).toBe(7 * 24 * 60 * 60 * 1000);
});

test('a seed runs once for each version, whoever comes first, and publishes with it', async () => {
  const world = new CountsWorld();
  const seed = new CountsSeed();
  const stores = [world.adapters().store, world.adapters().store];
  await Promise.all(stores.map((store) => runSeed(seed as never, store)));
  expect(await world.store.reader.get('seeded')).toBe(1);
  expect(world.database.outbox).toHaveLength(1);
});
