import { expect, test } from 'vitest';
import { childTraceparent, formatTraceparent, parseTraceparent } from './traceparent.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const TEXT = `00-${TRACE}-${PARENT}-01`;

test('takes a traceparent apart and puts it together again', () => {
  const context = parseTraceparent(TEXT);
  expect(context).toEqual({ traceId: TRACE, parentId: PARENT, sampled: true });
  expect(context && formatTraceparent(context)).toBe(TEXT);
});

test('reads what it knows of a version to come', () => {
  expect(parseTraceparent(`cc-${TRACE}-${PARENT}-00-more`)).toMatchObject({ sampled: false });
});

test.each([
  undefined,
  '',
  TEXT.toUpperCase(),
  `ff-${TRACE}-${PARENT}-01`,
  `${TEXT}-more`,
  `00-${'0'.repeat(32)}-${PARENT}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE}-${PARENT}`,
])('takes %j for no trace context', (text) => {
  expect(parseTraceparent(text)).toBeUndefined();
});

test('a child keeps trace and sampling, under an id of its own', () => {
  const child = parseTraceparent(childTraceparent(TEXT));
  expect(child).toMatchObject({ traceId: TRACE, sampled: true });
  expect(child?.parentId).not.toBe(PARENT);
});

test('without a parent a trace begins', () => {
  const first = parseTraceparent(childTraceparent());
  const second = parseTraceparent(childTraceparent('nonsense'));
  expect(first?.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(second?.traceId).not.toBe(first?.traceId);
});

test('no two traces and no two callers get one id', () => {
  const made = Array.from({ length: 5000 }, () => parseTraceparent(childTraceparent()));
  expect(new Set(made.map((trace) => trace?.traceId)).size).toBe(made.length);
  expect(new Set(made.map((trace) => trace?.parentId)).size).toBe(made.length);
});
