import { expect, it } from 'vitest';
import type { LogRecord } from '@metamorphosis/core';
import { Holding } from './holding.js';

const record = { topic: 't', partition: 0, key: null, value: null, headers: {}, timestamp: 0 };
const some: readonly LogRecord[] = [{ ...record, offset: 4 }];

const held = (): Holding => {
  const generation = { id: 1, memberId: 'm', partitions: [] };
  const holding = new Holding({ topic: 't', partition: 0 }, generation);
  holding.begin(4);
  return holding;
};

it('keeps what arrives while it is paused, and fetches no more meanwhile', () => {
  const holding = held();
  expect(holding.isFetchable(0)).toBe(true);
  holding.paused = true;
  holding.fetched(some, 5);
  expect([holding.take(), holding.isFetchable(0), holding.position]).toEqual([[], false, 5]);
  holding.paused = false;
  expect(holding.isFetchable(0)).toBe(false);
  expect([holding.take(), holding.take(), holding.isFetchable(0)]).toEqual([some, [], true]);
});

it('drops what it kept when it is told to read from elsewhere', () => {
  const holding = held();
  const before = holding.sought;
  holding.paused = true;
  holding.fetched(some, 5);
  holding.seek(2);
  holding.paused = false;
  expect([holding.take(), holding.position]).toEqual([[], 2]);
  expect(holding.sought).not.toBe(before);
});

it('lets a seek stand that was made before it was known where to begin', () => {
  const holding = new Holding({ topic: 't', partition: 0 }, held().generation);
  expect(holding.isFetchable(0)).toBe(false);
  holding.seek(9);
  holding.begin(4);
  expect(holding.position).toBe(9);
});

it('hands out nothing once it is being revoked, not even what it kept', () => {
  for (const end of [(h: Holding) => (h.state = 'revoking'), (h: Holding) => h.end()]) {
    const holding = held();
    holding.paused = true;
    holding.fetched(some, 5);
    end(holding);
    holding.paused = false;
    expect([holding.take(), holding.isFetchable(0)]).toEqual([[], false]);
  }
});

it('aborts its signal when it ends, not before', () => {
  const holding = held();
  holding.state = 'revoking';
  expect(holding.assignment.signal.aborted).toBe(false);
  holding.end();
  expect(holding.assignment.signal.aborted).toBe(true);
});

it('waits for its time after a failed fetch', () => {
  const holding = held();
  holding.notBefore = 100;
  expect([holding.isFetchable(99), holding.isFetchable(100)]).toEqual([false, true]);
});
