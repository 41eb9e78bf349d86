import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { assertPortFree, developmentPorts, freePorts } from './ports.ts';

it('takes fixed ports for daily work, each overridable', () => {
  expect(developmentPorts({ REDIS_PORT: '7000', KAFKA_PORT: '' })).toEqual({
    kafka: 19092,
    redis: 7000,
    postgres: 15432,
  });
});

it.each(['redis', '0', '65536', '70.5'])('refuses %s as a port', (text) => {
  expect(() => developmentPorts({ POSTGRES_PORT: text })).toThrow(/^POSTGRES_PORT is '/);
});

it('finds three different ports', async () => {
  const { kafka, redis, postgres } = await freePorts();
  expect(new Set([kafka, redis, postgres, 0]).size).toBe(4);
});

it('tells by which variable to avoid a port in use', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(assertPortFree(port, 'REDIS_PORT')).rejects.toThrow(/in use.*REDIS_PORT/);
});
