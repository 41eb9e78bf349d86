import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Line } from './line.js';
import { aLine } from './peers.fixture.spec.js';
import { SupergraphOverLine, SupergraphWatch, type SupergraphSource } from './shared-supergraph.js';

const idOf = (sdl: string): string => createHash('sha256').update(sdl).digest('hex');
const SOON = { timeout: 5_000, interval: 5 };

/** A watch over a source that a test moves, and processes that join it. */
async function aWatch() {
  const lines = new Set<Line>();
  const watch = new SupergraphWatch(() => lines);
  let hooks: Parameters<SupergraphSource['initialize']>[0] & { refused?: (why: string) => void };
  await watch.start({
    initialize: async (given) => {
      hooks = given;
      return { supergraphSdl: 'one' };
    },
  });
  const join = async () => {
    const source = new SupergraphOverLine(() => line.second);
    const line = aLine(
      (first) => watch.handlers(first),
      () => source.handlers,
    );
    lines.add(line.first);
    const told: string[] = [];
    const { supergraphSdl } = await source.initialize({
      update: (sdl) => told.push(sdl),
      refused: (why: string) => told.push(`refused: ${why}`),
      healthCheck: () => Promise.resolve(),
      getDataSource: () => {
        throw new Error('none');
      },
    });
    return {
      first: supergraphSdl,
      told,
      uses: (sdl: string) => line.second.tell('inUse', idOf(sdl)),
    };
  };
  return {
    join,
    update: (sdl: string) => hooks.update(sdl),
    refuse: (why: string) => hooks.refused?.(why),
  };
}

describe('a supergraph that is watched for several processes', () => {
  it('reaches all of them, and so does why one was refused', async () => {
    const { join, update, refuse } = await aWatch();
    const [one, other] = [await join(), await join()];
    expect([one.first, other.first]).toEqual(['one', 'one']);
    update('two');
    refuse('It does not compose.');
    for (const { told } of [one, other]) {
      await expect.poll(() => told, SOON).toEqual(['two', 'refused: It does not compose.']);
    }
  });

  it('is at first the newest that some process has taken: a broken one keeps nobody from starting', async () => {
    const { join, update, refuse } = await aWatch();
    const one = await join();
    update('broken');
    const early = await join();
    expect(early.first).toBe('one');
    await expect.poll(() => early.told, SOON).toEqual(['broken']);
    update('two');
    one.uses('two');
    await expect.poll(async () => (await join()).first, SOON).toBe('two');
    refuse('The next does not compose.');
    const late = await join();
    await expect.poll(() => late.told, SOON).toEqual(['refused: The next does not compose.']);
  });
});
