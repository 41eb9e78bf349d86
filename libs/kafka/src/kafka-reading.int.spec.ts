import kafkajs from 'kafkajs';
import { afterAll, describe, expect, it } from 'vitest';
import { partitionOf } from '@metamorphosis/core';
import { LogWorld, valueOf } from '@metamorphosis/core/testing';
import { KafkaBed } from './testing/kafka-bed.js';

const bed = new KafkaBed();
const world = new LogWorld(bed);
afterAll(() => bed.close());

describe('reading from Kafka', { timeout: 60_000 }, () => {
  it('does not let a partition that is held back delay the others', async () => {
    const log = await world.open();
    const topic = await world.topic(log, 2);
    const filler = 'x'.repeat(10_000);
    const [slow, fast] = [keyOn(0), keyOn(1)];
    const backlog = [...Array(400).keys()].map((i) => ({
      key: slow,
      value: `${i}${filler}`,
      headers: {},
    }));
    await log.append(topic, backlog);
    const arrivals = new Map<string, number>();
    const probe = world.read(
      log,
      { topics: [topic] },
      {
        onRecords: (assignment, records) => {
          if (assignment.partition === 0) probe.reader.pause(assignment);
          else for (const record of records) arrivals.set(valueOf(record), performance.now());
        },
      },
    );
    await world.until(() => expect(probe.records.length).toBeGreaterThan(0));
    const waits: number[] = [];
    for (let i = 0; i < 100; i += 1) {
      const sent = performance.now();
      await log.append(topic, [{ key: fast, value: `${i}`, headers: {} }]);
      await world.until(() => expect(arrivals.has(`${i}`)).toBe(true));
      waits.push((arrivals.get(`${i}`) ?? Infinity) - sent);
    }
    waits.sort((a, b) => a - b);
    expect(probe.recordsOf(probe.holding(0)).length).toBeLessThan(400);
    // The held partition has data: a reader that waited for it would need its 150 ms each time.
    expect(waits[50]).toBeLessThan(100);
  });

  it('keeps its partitions through a broken connection, and says what happened', async () => {
    const log = await world.open();
    const writer = await world.open();
    const topic = await world.topic(writer);
    const group = world.name('group');
    const probe = world.read(log, { group, topics: [topic] });
    await world.until(() => expect(probe.partitions).toEqual([0, 1, 2, 3]));
    const held = probe.held;
    await bed.cable(log).cut();
    await world.until(() => expect(probe.health.at(-1)?.state).toBe('down'));
    await writer.append(topic, [{ key: 'k', value: 'meanwhile', headers: {} }]);
    bed.cable(log).mend();
    await world.until(() => expect(probe.values).toEqual(['meanwhile']));
    await world.until(() => expect(probe.isUp).toBe(true));
    expect(probe.held).toEqual(held);
    expect(probe.revoked).toEqual([]);
    expect(await probe.reader.commit(held[0]!, 0)).toBe(true);
  });

  it('joins anew after it was away longer than its session', async () => {
    const log = await world.open();
    const topic = await world.topic(await world.open());
    const answers: [boolean, boolean][] = [];
    const probe = world.read(
      log,
      { topics: [topic], sessionTimeoutMs: 6_000 },
      {
        onRevoked: async (assignment) => {
          const counted = probe.reader.commit(assignment, 1);
          answers.push([assignment.signal.aborted, await counted]);
        },
      },
    );
    await world.until(() => expect(probe.partitions).toEqual([0, 1, 2, 3]));
    const old = probe.held;
    await bed.cable(log).cut();
    await world.until(() => expect(old.every(({ signal }) => signal.aborted)).toBe(true));
    await world.until(() => expect(answers).toHaveLength(4));
    // They are others' already: there is nothing left to finish.
    expect(answers).toEqual(answers.map(() => [true, false]));
    bed.cable(log).mend();
    await world.until(() => expect(probe.partitions).toEqual([0, 1, 2, 3]));
    expect(probe.isUp).toBe(true);
    await log.append(topic, [{ key: 'k', value: 'again', headers: {} }]);
    await world.until(() => expect(probe.values).toEqual(['again']));
  });

  it('loses nothing and keeps the order of a partition while readers come and go', async () => {
    const log = await world.open();
    const topic = await world.topic(log);
    const group = world.name('group');
    const join = async (): Promise<ReturnType<typeof world.read>> => {
      const probe = world.read(
        await world.open(),
        { group, topics: [topic] },
        {
          onRecords: (assignment, records) => {
            void probe.reader
              .commit(assignment, (records.at(-1)?.offset ?? -1) + 1)
              .catch(() => false);
          },
        },
      );
      return probe;
    };
    const readers = [await join()];
    let written = 0;
    let isWriting = true;
    const writing = (async () => {
      for (; isWriting; written += 1) {
        await log.append(topic, [{ key: `${written % 50}`, value: `${written}`, headers: {} }]);
      }
    })();
    const seen = (): Set<string> => new Set(readers.flatMap(({ values }) => [...values]));
    for (const action of ['join', 'join', 'leave', 'join', 'leave', 'leave'] as const) {
      const before = seen().size;
      await world.until(() => expect(seen().size).toBeGreaterThan(before + 50));
      if (action === 'join') readers.push(await join());
      else await readers.find((probe) => probe.held.length > 0)?.reader.close();
    }
    isWriting = false;
    await writing;
    await world.until(() => expect(seen().size).toBe(written));
    for (const probe of readers) {
      for (const assignment of probe.assigned) {
        const offsets = probe.recordsOf(assignment).map(({ offset }) => offset);
        expect(offsets).toEqual(offsets.map((_, i) => (offsets[0] ?? 0) + i));
      }
    }
  });

  it('holds nobody up, at whatever moment of its joining it is closed', async () => {
    const log = await world.open();
    const topic = await world.topic(log);
    const shared = { group: world.name('group'), topics: [topic], sessionTimeoutMs: 60_000 };
    for (let delayMs = 0; delayMs < 40; delayMs += 2) {
      const probe = world.read(log, shared);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      await probe.reader.close();
    }
    const next = world.read(log, shared);
    await world.until(() => expect(next.partitions).toEqual([0, 1, 2, 3]), 5_000);
  });

  it('reads a topic from its beginning that was deleted and made anew under it', async () => {
    const log = await world.open();
    const topic = await world.topic(log, 1);
    const probe = world.read(log, { topics: [topic] });
    await log.append(
      topic,
      [...Array(5).keys()].map((i) => ({ key: 'k', value: `${i}`, headers: {} })),
    );
    await world.until(() => expect(probe.values).toHaveLength(5));
    const old = probe.holding(0);
    await bed.deleteTopic(topic);
    await world.until(async () => expect(await log.topic(topic)).toBeUndefined());
    // Long before the topics are looked at again in any case.
    await world.until(() => expect(probe.health.at(-1)?.state).toBe('down'), 5_000);
    await log.createTopics([{ name: topic, partitions: 1 }]);
    await log.append(topic, [{ key: 'k', value: 'anew', headers: {} }]);
    await world.until(() => expect(probe.values.at(-1)).toBe('anew'));
    expect(old.signal.aborted).toBe(true);
    expect(probe.recordsOf(probe.holding(0)).map(({ offset }) => offset)).toEqual([0]);
    await world.until(() => expect(probe.isUp).toBe(true));
  });

  it('leaves out what an aborted transaction wrote, and goes on behind it', async () => {
    const log = await world.open();
    const topic = await world.topic(log, 1);
    const producer = bed.kafka.producer({
      transactionalId: world.name('tx'),
      maxInFlightRequests: 1,
      idempotent: true,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    const send = async (value: string, end: 'commit' | 'abort'): Promise<void> => {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ key: 'k', value }] });
      await transaction[end]();
    };
    await send('kept', 'commit');
    await send('dropped', 'abort');
    await log.append(topic, [{ key: 'k', value: 'plain', headers: {} }]);
    await send('dropped too', 'abort');
    await send('last', 'commit');
    await producer.disconnect();
    const probe = world.read(log, { topics: [topic] });
    await world.until(() => expect(probe.values).toEqual(['kept', 'plain', 'last']));
    expect(probe.records.map(({ offset }) => offset)).toEqual([0, 4, 7]);
  });

  it('reads what others compressed with gzip, and says what it cannot read', async () => {
    const log = await world.open();
    const topic = await world.topic(log);
    const { producer } = await bed.foreign();
    const compression = kafkajs.CompressionTypes.GZIP;
    const messages = [...Array(20).keys()].map((i) => ({ partition: 1, key: 'k', value: `${i}` }));
    await producer.send({ topic, compression, messages });
    const probe = world.read(log, { topics: [topic] });
    await world.until(() => expect(probe.values).toEqual(messages.map(({ value }) => value)));

    kafkajs.CompressionCodecs[kafkajs.CompressionTypes.Snappy] = () => ({
      compress: ({ buffer }: { buffer: Buffer }) => Promise.resolve(asSnappy(buffer)),
      decompress: (buffer: Buffer) => Promise.resolve(buffer),
    });
    const snappy = { topic, compression: kafkajs.CompressionTypes.Snappy };
    await producer.send({ ...snappy, messages: [{ partition: 0, key: 'k', value: 'x' }] });
    await world.until(() => {
      const last = probe.health.at(-1);
      expect(last?.state === 'down' ? String(last.reason) : '').toContain('snappy');
    });
    await log.append(topic, [{ ...world.record(2, 'beside') }]);
    await world.until(() => expect(probe.values.at(-1)).toBe('beside'));
  });
});

/** One literal in the framing that Kafka expects; for less than 256 bytes. */
function asSnappy(data: Buffer): Buffer {
  const size = data.length < 128 ? [data.length] : [(data.length & 0x7f) | 0x80, data.length >> 7];
  const block = Buffer.from([...size, 60 << 2, data.length - 1, ...data]);
  const header = Buffer.from(
    '\u0082SNAPPY\u0000\u0000\u0000\u0000\u0001\u0000\u0000\u0000\u0001',
    'latin1',
  );
  const length = Buffer.alloc(4);
  length.writeInt32BE(block.length);
  return Buffer.concat([header, length, block]);
}

function keyOn(partition: number): string {
  return ['a', 'b', 'c', 'd', 'e'].find((key) => partitionOf(key, 2) === partition) ?? '';
}
