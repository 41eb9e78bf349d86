import kafkajs from 'kafkajs';
import { afterAll, describe, expect, it } from 'vitest';
import { isMetamorphosisError } from '@metamorphosis/contract';
import { LogWorld } from '@metamorphosis/core/testing';
import { KafkaBed } from './testing/kafka-bed.js';

const bed = new KafkaBed();
const world = new LogWorld(bed);
afterAll(() => bed.close());

async function configOf(topic: string): Promise<Record<string, string>> {
  const { admin } = await bed.foreign();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
  });
  const entries = resources[0]?.configEntries ?? [];
  return Object.fromEntries(
    entries.map(({ configName, configValue }) => [configName, configValue]),
  );
}

describe('topics on Kafka', { timeout: 60_000 }, () => {
  it('keep their records as the specification says, under the time of the log', async () => {
    const log = await world.open();
    const [commands, events, state] = [world.name('c'), world.name('e'), world.name('s')];
    await log.createTopics([
      { name: commands, partitions: 2 },
      { name: events, partitions: 3, retentionMs: 3_600_000 },
      { name: state, partitions: 1, compacted: true },
    ]);
    const expected = { 'retention.bytes': '-1', 'message.timestamp.type': 'LogAppendTime' };
    expect(await configOf(commands)).toMatchObject({
      ...expected,
      'cleanup.policy': 'delete',
      'retention.ms': '-1',
    });
    expect(await configOf(events)).toMatchObject({
      ...expected,
      'cleanup.policy': 'delete',
      'retention.ms': '3600000',
    });
    expect(await configOf(state)).toMatchObject({ ...expected, 'cleanup.policy': 'compact' });
  });

  it('are known by the id that Kafka gives them', async () => {
    const log = await world.open();
    const topic = await world.topic(log);
    expect((await log.topic(topic))?.incarnation).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
  });

  it('that Kafka refuses to make are an error that says why', async () => {
    const log = await bed.open({ replicationFactor: 77 });
    const attempt = log.createTopics([{ name: world.name('t'), partitions: 1 }]);
    await expect(attempt).rejects.toThrow(/INVALID_REPLICATION_FACTOR/);
    await expect(attempt).rejects.toSatisfy((e) => isMetamorphosisError(e, 'INTERNAL_ERROR'));
    await log.close();
  });
});
