import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runInContext } from '../context/propagation.js';
import { createLogger, type LoggerOptions } from './create-logger.js';

function logger(options: Partial<LoggerOptions> = {}): {
  log: ReturnType<typeof createLogger>;
  lines: string[];
} {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { log: createLogger({ name: 'orders', destination, ...options }), lines };
}

const parsed = (line: string | undefined): unknown => JSON.parse(line ?? '');

test('writes one JSON object a line', () => {
  const { log, lines } = logger();
  log.warn({ attempt: 3 }, 'the log is away');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^\{.*\}\n$/);
  expect(parsed(lines[0])).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
    name: 'orders',
    attempt: 3,
    msg: 'the log is away',
  });
});

test('leaves out what is below its level', () => {
  const { log, lines } = logger({ level: 'warn' });
  log.info({}, 'unheard');
  log.error({}, 'heard');
  expect(lines.map(parsed)).toMatchObject([{ msg: 'heard' }]);
});

test('says to which work a line belongs, through awaits, and not to any other', async () => {
  const { log, lines } = logger();
  const work = (correlationId: string): Promise<void> =>
    runInContext({ correlationId }, async () => {
      await setImmediate();
      runInContext({ traceparent: `trace of ${correlationId}` }, () => log.info({}, 'done'));
    });
  await Promise.all([work('a'), work('b')]);
  log.info({}, 'outside');
  expect(lines.map(parsed)).toEqual([
    expect.objectContaining({ correlationId: 'a', traceparent: 'trace of a' }),
    expect.objectContaining({ correlationId: 'b', traceparent: 'trace of b' }),
    expect.not.objectContaining({ correlationId: expect.anything() as unknown }),
  ]);
});

test.each([false, true])('never writes a secret (pretty: %s)', (pretty) => {
  const { log, lines } = logger({ pretty });
  const secrets = {
    authCode: 's3cr3t',
    authorization: 's3cr3t',
    secret: 's3cr3t',
    password: 's3cr3t',
  };
  log.info({ ...secrets, headers: { ...secrets }, host: 'h' }, 'connected');
  const text = lines.join('');
  expect(text).not.toContain('s3cr3t');
  expect(text).toContain('[redacted]');
  expect(text).toContain('h');
});

test('replaces secrets by name in facts, in what stands in them and in errors, and leaves the facts themselves alone', () => {
  const { log, lines } = logger();
  const facts = {
    token: 's3cr3t',
    list: [1, { token: 'deeper' }],
    at: { cookie: 's3cr3t', host: 'h' },
  };
  const before = structuredClone(facts);
  const err = Object.assign(new Error('refused'), { password: 's3cr3t', attempt: 2 });
  log.info({ ...facts, err }, 'connected');
  log.error(err, 'gave up');
  expect(lines.map(parsed)).toMatchObject([
    {
      token: '[redacted]',
      list: [1, { token: 'deeper' }],
      at: { cookie: '[redacted]', host: 'h' },
      err: { message: 'refused', password: '[redacted]', attempt: 2 },
    },
    { err: { message: 'refused', password: '[redacted]' } },
  ]);
  expect(facts).toEqual(before);
  expect(err.password).toBe('s3cr3t');
});

test('tells an error with its causes', () => {
  const { log, lines } = logger();
  log.error({ err: new Error('no answer', { cause: new Error('refused') }) }, 'gave up');
  expect(parsed(lines[0])).toMatchObject({
    err: { message: 'no answer', cause: { message: 'refused' } },
  });
});

test('writes for people when pretty: one line, the stack below', () => {
  const { log, lines } = logger({ pretty: true });
  log.info({ attempt: 3, topics: ['a'] }, 'the log is back');
  expect(lines[0]).toMatch(
    /^\d\d:\d\d:\d\d info {2}orders the log is back attempt=3 topics=\["a"\]\n$/,
  );

  log.error({ err: new Error('no answer') }, 'gave up');
  expect(lines[1]).toMatch(/^\d\d:\d\d:\d\d error orders gave up\n {2}Error: no answer\n {6}at /);
});
