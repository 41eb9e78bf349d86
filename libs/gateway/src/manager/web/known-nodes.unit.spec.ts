import { expect, test } from 'vitest';
import type { Presence } from '@metamorphosis/core';
import { KnownNodes } from './known-nodes.js';

const START = 1_000_000;
const SECOND = 1000;

function present(name: string, beat: number, facts: object = {}): Presence {
  const at = new Date(beat).toISOString();
  return { kind: 'node', name, incarnation: 'one', facts: { at, ...facts } };
}

function settled(...presences: Presence[]): { nodes: KnownNodes; now: number } {
  const nodes = new KnownNodes();
  const now = START;
  nodes.update(presences, now);
  return { nodes, now };
}

const stateOf = (nodes: KnownNodes): unknown[] =>
  nodes.all.map(({ name, lostAt }) => [name, lostAt === undefined ? 'there' : 'lost']);

test('a node whose lease ran out is lost, and told about for ten minutes', () => {
  const { nodes, now } = settled(present('a', 1), present('b', 1));
  nodes.update([present('a', 2)], now + 6 * SECOND);
  expect(stateOf(nodes)).toEqual([
    ['a', 'there'],
    ['b', 'lost'],
  ]);
  nodes.update([present('a', 3)], now + 600 * SECOND);
  expect(stateOf(nodes)).toHaveLength(2);
  nodes.update([present('a', 4)], now + 607 * SECOND);
  expect(stateOf(nodes)).toEqual([['a', 'there']]);
});

test('a node that took leave is forgotten at once, whether it said so or was there just now', () => {
  const { nodes, now } = settled(present('a', 1, { stopping: true }), present('b', 1));
  nodes.update([], now + 2 * SECOND);
  expect(stateOf(nodes)).toEqual([]);
});

test('a lost node that comes back is there again', () => {
  const { nodes, now } = settled(present('a', 1));
  nodes.update([], now + 6 * SECOND);
  nodes.update([{ ...present('a', 9), incarnation: 'two' }], now + 8 * SECOND);
  expect(stateOf(nodes)).toEqual([['a', 'there']]);
});

test('nobody counts as gone until the board has answered for a whole lease', () => {
  const { nodes, now } = settled(present('a', 1));
  nodes.boardWasAway(now + 20 * SECOND);
  nodes.update([], now + 21 * SECOND);
  expect(stateOf(nodes)).toEqual([['a', 'there']]);
  nodes.update([present('a', 2)], now + 22 * SECOND);
  nodes.update([], now + 30 * SECOND);
  expect(stateOf(nodes)).toEqual([['a', 'lost']]);
});
