import { createServer, type AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { isMetamorphosisError } from '@metamorphosis/contract';
import { ReaderProbe } from '@metamorphosis/core/testing';
import { createKafkaEventLog } from './kafka-event-log.js';

/** A port that nothing listens on. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

const isUnavailable = (error: unknown): boolean => isMetamorphosisError(error, 'UNAVAILABLE');

it('waits for a broker that is away at the start, ever more patiently, and says so', async () => {
  const log = createKafkaEventLog({
    brokers: [`127.0.0.1:${await closedPort()}`],
    clientId: 'spec',
    appendTimeoutMs: 300,
    requestTimeoutMs: 300,
    maxBackoffMs: 2_000,
  });
  onTestFinished(() => log.close());
  const told: number[] = [];
  const probe = new ReaderProbe({ onHealth: () => told.push(performance.now()) });
  probe.attach(log.read({ group: 'g', topics: ['t'] }, probe));

  await expect(log.ping()).rejects.toSatisfy(isUnavailable);
  const appended = log.append('t', [{ key: 'k', value: 'v', headers: {} }]);
  await expect(appended).rejects.toSatisfy(isUnavailable);
  await expect(log.createTopics([{ name: 't', partitions: 1 }])).rejects.toSatisfy(isUnavailable);
  await expect(log.topic('t')).rejects.toSatisfy(isUnavailable);
  await vi.waitFor(() => expect(told.length).toBeGreaterThanOrEqual(6), 10_000);

  expect(probe.health.every(({ state }) => state === 'down')).toBe(true);
  expect(String(Object.values(probe.health[0] ?? {}))).toContain('ECONNREFUSED');
  const pauses = told.slice(1).map((at, i) => at - (told[i] ?? 0));
  expect(pauses[4]).toBeGreaterThan(3 * (pauses[0] ?? Infinity));
  expect(probe.assigned).toEqual([]);
});

it('gives up at once when it is closed while it waits', async () => {
  const log = createKafkaEventLog({
    brokers: [`127.0.0.1:${await closedPort()}`],
    clientId: 'spec',
    maxBackoffMs: 60_000,
  });
  const probe = new ReaderProbe();
  probe.attach(log.read({ group: 'g', topics: ['t'] }, probe));
  await vi.waitFor(() => expect(probe.health.length).toBeGreaterThanOrEqual(4), 10_000);
  const asked = log.topic('t');
  asked.catch(() => undefined);
  const begin = performance.now();
  await log.close();
  expect(performance.now() - begin).toBeLessThan(1_000);
  await expect(asked).rejects.toSatisfy((error) => isMetamorphosisError(error, 'CLOSED'));
});

it('does not wait for ever for a server that accepts and says nothing', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  onTestFinished(() => void server.close());
  const log = createKafkaEventLog({
    brokers: [`127.0.0.1:${(server.address() as AddressInfo).port}`],
    clientId: 'spec',
    connectTimeoutMs: 200,
    requestTimeoutMs: 300,
    appendTimeoutMs: 500,
  });
  onTestFinished(() => log.close());
  await expect(log.ping()).rejects.toSatisfy(isUnavailable);
  const appended = log.append('t', [{ key: 'k', value: 'v', headers: {} }]);
  await expect(appended).rejects.toSatisfy(isUnavailable);
});
