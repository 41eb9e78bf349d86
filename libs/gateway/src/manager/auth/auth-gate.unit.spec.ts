import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { silentLogger, type Logger } from '@metamorphosis/core';
import { AuthGate } from './auth-gate.js';
import { presentedCodes } from './presented-codes.js';

const RIGHT = 'right-right-right-right';
const limits = { delayMs: 0, maxDelayMs: 0, maxFailures: 3 };

test('every code that is presented has to be right', async () => {
  const gate = new AuthGate(RIGHT, silentLogger, limits);
  expect(await gate.admit([RIGHT, RIGHT], 'a')).toBeUndefined();
  for (const codes of [[], ['wrong'], [`${RIGHT}.`], [RIGHT, 'wrong'], ['']]) {
    expect(await gate.admit(codes, String(codes))).toMatchObject({ code: 'UNAUTHENTICATED' });
  }
});

test('who sent too many wrong codes waits, with the right one too; others do not', async () => {
  let now = 0;
  const gate = new AuthGate(RIGHT, silentLogger, limits, () => now);
  for (now of [0, 1000, 2000]) await gate.admit(['wrong'], 'a');
  const refused = await gate.admit([RIGHT], 'a');
  expect(refused).toMatchObject({ code: 'UNAUTHENTICATED', details: { retryAfterMs: 58_000 } });
  expect(await gate.admit([RIGHT], 'b')).toBeUndefined();
  now = 60_001;
  expect(await gate.admit([RIGHT], 'a')).toBeUndefined();
});

test('a request without a code is no guess', async () => {
  const gate = new AuthGate(RIGHT, silentLogger, limits);
  for (let i = 0; i < 10; i++) await gate.admit([], 'a');
  expect(await gate.admit([RIGHT], 'a')).toBeUndefined();
});

test('each wrong code of a minute makes the next answer slower, up to a limit', async () => {
  const gate = new AuthGate(RIGHT, silentLogger, { delayMs: 20, maxDelayMs: 50 });
  const took: number[] = [];
  for (let i = 0; i < 4; i++) {
    const began = performance.now();
    await gate.admit(['wrong'], 'a');
    took.push(performance.now() - began);
  }
  for (const [i, least] of [19, 39, 49, 49].entries())
    expect(took[i]).toBeGreaterThanOrEqual(least);
});

test('a failure is logged with where it came from, and without the code', async () => {
  const lines: string[] = [];
  const note = (facts: object, message: string) => lines.push(message + JSON.stringify(facts));
  const logger: Logger = { ...silentLogger, warn: note };
  const gate = new AuthGate(RIGHT, logger, limits);
  await gate.admit(['some-wrong-code'], '10.0.0.7');
  expect(lines.join()).toContain('10.0.0.7');
  expect(lines.join()).not.toContain('some-wrong-code');
});

const codesOf = (query: string, variables = {}) =>
  presentedCodes(parse(query), undefined, variables);

test.each([
  ['{ a(authCode: "x") b(authCode: "y") }', ['x', 'y'], true],
  ['{ a(authCode: "x") b }', ['x'], false],
  ['{ a(authCode: "x") __typename __schema { types { name } } }', ['x'], true],
  ['{ __schema { types { name } } }', [], false],
  ['{ ... { a(authCode: "x") } ...F } fragment F on Query { b ...F }', ['x'], false],
  ['{ ...F } fragment F on Query { a(authCode: """x""") }', ['x'], true],
  ['query ($c: String) { a(authCode: $c) }', ['v'], true],
  ['query ($d: String = "d") { a(authCode: $d) }', ['d'], true],
  ['query ($e: String) { a(authCode: $e) }', [], false],
  ['query ($n: Int) { a(authCode: $n) }', [], false],
  ['{ a(authCode: "x") @skip(if: true) b @skip(if: true) }', ['x'], false],
])('codes of %s', (query, codes, complete) => {
  expect(codesOf(query, { c: 'v', n: 7 })).toEqual({ codes, complete });
});
