import { expect, it } from 'vitest';
import { isMetamorphosisError } from '@metamorphosis/contract';
import { createKafkaEventLog } from './kafka-event-log.js';
import { compileOptions } from './options.js';

it('names every problem of the options at once', () => {
  const attempt = (): unknown =>
    createKafkaEventLog({
      brokers: ['localhost', 'localhost:99999', 'fine:9092'],
      clientId: ' ',
      fetchMaxWaitMs: 5_000,
      replicationFactor: 0,
      sasl: 'secret' as never,
    });
  expect(attempt).toThrow(/brokers\.0: "localhost" is no host:port/);
  for (const path of ['brokers.1', 'clientId', 'fetchMaxWaitMs', 'replicationFactor', 'sasl']) {
    expect(attempt).toThrow(new RegExp(`^  ${path.replace('.', '\\.')}: .+$`, 'm'));
  }
  expect(attempt).not.toThrow(/brokers\.2/);
  try {
    attempt();
  } catch (error) {
    expect(isMetamorphosisError(error, 'CONFIGURATION_INVALID')).toBe(true);
  }
});

it('asks for a broker and a client id', () => {
  expect(() => compileOptions({ brokers: [], clientId: 'a' })).toThrow(/brokers: /);
  expect(() => compileOptions({} as never)).toThrow(/brokers: [^]*clientId: /);
});

it('passes TLS and SASL on, and reads addresses of any kind', () => {
  const sasl = { mechanism: 'plain', username: 'u', password: 'p' } as const;
  const brokers = ['[::1]:9093', 'kafka-1.example:9092'];
  const options = compileOptions({ brokers, clientId: 'a', ssl: true, sasl });
  expect(options.brokers).toEqual([
    { host: '::1', port: 9093 },
    { host: 'kafka-1.example', port: 9092 },
  ]);
  expect(options.sasl).toBe(sasl);
  expect(options.ssl).toEqual({});
  expect(compileOptions({ brokers, clientId: 'a' }).ssl).toBeNull();
  const ssl = { ca: 'x' };
  expect(compileOptions({ brokers, clientId: 'a', ssl }).ssl).toBe(ssl);
});
