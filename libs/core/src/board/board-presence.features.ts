import { describe, expect, it } from 'vitest';
import { handles, SOON, twoHandles, type BoardSetup } from './board-bed.features.js';
import type { Board, Presence } from './board.js';

const LONG_MS = 60_000;

function aNode(facts: Partial<Presence> = {}): Presence {
  return { kind: 'node', name: 'n1', incarnation: 'first', facts: { host: 'a', pid: 1 }, ...facts };
}

/** Part of `describeBoard`: who is there. */
export function describePresence(setup: BoardSetup): void {
  describe('presence', () => {
    it('is seen by every process, with its facts, among its kind only', async () => {
      const [one, other] = await twoHandles(setup);
      const gateway = aNode({ kind: 'gateway', facts: { url: 'http://127.0.0.1:4000/graphql' } });
      expect(await one.announce(aNode(), LONG_MS)).toEqual({ kind: 'announced' });
      expect(await one.announce(aNode({ name: 'n2' }), LONG_MS)).toEqual({ kind: 'announced' });
      expect(await one.announce(gateway, LONG_MS)).toEqual({ kind: 'announced' });
      expect(byName(await other.list('node'))).toEqual([aNode(), aNode({ name: 'n2' })]);
      expect(await other.list('gateway')).toEqual([gateway]);
      expect(await other.list('service')).toEqual([]);
    });

    it('of the same incarnation is renewed, with new facts', async () => {
      const [one, other] = await twoHandles(setup);
      const renewed = aNode({ facts: { host: 'a', pid: 1, workers: 3 } });
      await one.announce(aNode(), LONG_MS);
      expect(await other.announce(renewed, LONG_MS)).toEqual({ kind: 'announced' });
      expect(await one.list('node')).toEqual([renewed]);
    });

    it('holds its name against another incarnation, and says who holds it', async () => {
      const [one, other] = await twoHandles(setup);
      await one.announce(aNode(), LONG_MS);
      const rival = aNode({ incarnation: 'second', facts: { host: 'b' } });
      expect(await other.announce(rival, LONG_MS)).toEqual({ kind: 'taken', by: aNode() });
      expect(await one.list('node')).toEqual([aNode()]);
    });

    it('ends when its time is over, and the name is free', async () => {
      const [one, other] = await twoHandles(setup);
      const lasting = aNode({ name: 'lasting' });
      await one.announce(lasting, LONG_MS);
      await one.announce(aNode(), 150);
      await expect.poll(() => other.list('node'), SOON).toEqual([lasting]);
      const successor = aNode({ incarnation: 'second' });
      expect(await other.announce(successor, LONG_MS)).toEqual({ kind: 'announced' });
      expect(byName(await one.list('node'))).toEqual([lasting, successor]);
    });

    it('lasts from its last renewal', async () => {
      const [one, other] = await twoHandles(setup);
      await one.announce(aNode(), 150);
      await one.announce(aNode(), LONG_MS);
      await one.announce(aNode({ name: 'later' }), 150);
      await expect.poll(async () => (await other.list('node')).length, SOON).toBe(1);
      expect(await other.list('node')).toEqual([aNode()]);
    });

    it('is given up at once by its owner, and by nobody else', async () => {
      const [one, other] = await twoHandles(setup);
      await one.announce(aNode(), LONG_MS);
      await other.withdraw(aNode({ incarnation: 'second' }));
      await other.withdraw(aNode({ name: 'unknown' }));
      expect(await other.list('node')).toEqual([aNode()]);
      await one.withdraw(aNode());
      await one.withdraw(aNode());
      expect(await other.list('node')).toEqual([]);
      expect(await other.announce(aNode({ incarnation: 'second' }), LONG_MS)).toEqual({
        kind: 'announced',
      });
    });

    it('is got by exactly one of those that ask at once', async () => {
      const boards = await handles(setup, 3);
      const rivals = Array.from({ length: 9 }, (_, i) => aNode({ incarnation: `run-${i}` }));
      const answers = await Promise.all(
        rivals.map((rival, i) => (boards[i % 3] as Board).announce(rival, LONG_MS)),
      );
      const [holder] = await (boards[0] as Board).list('node');
      const expected = rivals.map((rival) =>
        rival.incarnation === holder?.incarnation
          ? { kind: 'announced' }
          : { kind: 'taken', by: holder },
      );
      expect(answers).toEqual(expected);
    });

    it('takes names and kinds with any characters', async () => {
      const [one, other] = await twoHandles(setup);
      const odd = aNode({
        kind: 'a:{b}',
        name: 'rack 7/{node}:*?\u{1F98B}',
        incarnation: 'x|y\n1:2',
      });
      await one.announce(odd, LONG_MS);
      expect(await other.list(odd.kind)).toEqual([odd]);
      expect(await other.announce({ ...odd, incarnation: 'x|y' }, LONG_MS)).toEqual({
        kind: 'taken',
        by: odd,
      });
      await other.withdraw(odd);
      expect(await one.list(odd.kind)).toEqual([]);
    });
  });
}

function byName(presences: readonly Presence[]): Presence[] {
  return presences.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
