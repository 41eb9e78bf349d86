import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Connection } from '../../sqlite/connection.js';
import { DatabaseFile } from '../../sqlite/database-file.js';
import { tempDirectory } from '../../testing/temp-directory.js';
import { createTopics } from '../create-topics.js';
import { logSchema } from '../log-schema.js';
import { readCommitted, readMembership } from '../reader/assignments.js';
import {
  commitOffset,
  findDeadMembers,
  handOver,
  joinGroup,
  removeMembers,
  renewMember,
  takeOverdue,
  type Held,
} from './membership.js';

const HOST = 'this host';

/** A group of its own on a topic of two partitions; `act` runs in a transaction. */
async function aGroup() {
  const file = new DatabaseFile({ file: join(await tempDirectory(), 'log.db') }, logSchema);
  onTestFinished(() => file.close());
  await file.write((db) => createTopics(db, [{ name: 't', partitions: 2 }]));
  const act = <T>(job: (db: Connection) => T): Promise<T> => file.write(job);
  const limits = { sessionMs: 10_000, revokeMs: 5000 };
  const join_ = (
    id: string,
    changes: Partial<typeof limits & { pid: number; host: string }> = {},
  ) =>
    act((db) =>
      joinGroup(db, {
        id,
        group: 'g',
        topics: ['t'],
        host: HOST,
        pid: process.pid,
        ...limits,
        ...changes,
      }),
    );
  const view = (member: string) => file.read((db) => readMembership(db, 'g', member, ['t']));
  const held = async (member: string): Promise<Held[]> =>
    ((await view(member))?.assigned ?? []).map(({ slot, epoch }) => ({
      group: 'g',
      slot,
      member,
      epoch,
    }));
  return { act, join: join_, view, held };
}

function only<T>(items: readonly T[]): T {
  const [item, ...others] = items;
  if (item === undefined || others.length > 0) throw new Error(`${items.length} instead of one`);
  return item;
}

describe('a partition that is asked for', () => {
  it('stays with its holder until it is handed over, and then fences the old one', async () => {
    const group = await aGroup();
    await group.join('ada');
    await group.join('bob');
    const asked = only(
      ((await group.view('ada'))?.assigned ?? []).filter((a) => a.target === 'bob'),
    );
    expect(await group.held('bob')).toEqual([]);
    const old: Held = { group: 'g', slot: asked.slot, member: 'ada', epoch: asked.epoch };
    expect(await group.act((db) => commitOffset(db, old, 3))).toBe(true);
    await group.act((db) => handOver(db, old));
    const taken = only(await group.held('bob'));
    expect(taken).toEqual({ ...old, member: 'bob', epoch: old.epoch + 1 });
    expect(await group.act((db) => commitOffset(db, old, 9))).toBe(false);
    expect(await group.act((db) => readCommitted(db, 'g', old.slot))).toBe(3);
    // The hand-over of what is lost already changes nothing.
    await group.act((db) => handOver(db, old));
    expect(only(await group.held('bob'))).toEqual(taken);
  });

  it('is taken when it is overdue, under a new epoch', async () => {
    const group = await aGroup();
    await group.join('ada');
    await group.join('bob');
    await group.act((db) => takeOverdue(db, 'g'));
    expect(await group.held('bob')).toEqual([]);
    vi.useFakeTimers({ now: Date.now() + 6001, toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    await group.act((db) => takeOverdue(db, 'g'));
    expect(only(await group.held('bob'))).toMatchObject({ epoch: 2 });
    expect(await group.held('ada')).toHaveLength(1);
  });

  it('goes on to another one when who was to get it has left', async () => {
    const group = await aGroup();
    await group.join('ada');
    await group.join('bob');
    const asked = only(
      ((await group.view('ada'))?.assigned ?? []).filter((a) => a.target === 'bob'),
    );
    await group.act((db) => removeMembers(db, 'g', ['bob']));
    expect((await group.view('ada'))?.assigned.map(({ target }) => target)).toEqual(['ada', 'ada']);
    // Ada may have begun to give it up: she then gets it anew.
    await group.act((db) =>
      handOver(db, { group: 'g', slot: asked.slot, member: 'ada', epoch: asked.epoch }),
    );
    expect((await group.held('ada')).map(({ epoch }) => epoch).sort()).toEqual([1, 2]);
  });
});

describe('a commit', () => {
  it('never moves backwards under one epoch, and may under the next', async () => {
    const group = await aGroup();
    await group.join('ada');
    const [held] = await group.held('ada');
    if (held === undefined) throw new Error('nothing held');
    const committed = () => group.act((db) => readCommitted(db, 'g', held.slot));
    for (const next of [5, 3])
      expect(await group.act((db) => commitOffset(db, held, next))).toBe(true);
    expect(await committed()).toBe(5);
    await group.act((db) => removeMembers(db, 'g', ['ada']));
    await group.join('bob');
    const anew = (await group.held('bob')).find(({ slot }) => slot === held.slot);
    expect(anew && (await group.act((db) => commitOffset(db, anew, 2)))).toBe(true);
    expect(await committed()).toBe(2);
  });
});

describe('a member', () => {
  it('is dead when its process is, on its own host only, or when it was silent for its session', async () => {
    const group = await aGroup();
    const gone = 2 ** 22 + 1;
    await group.join('ada');
    await group.join('bob', { pid: gone });
    await group.join('cem', { pid: gone, host: 'another host' });
    const dead = () => group.act((db) => findDeadMembers(db, 'g', HOST));
    expect(await dead()).toEqual(['bob']);
    vi.useFakeTimers({ now: Date.now() + 9000, toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    expect(await group.act((db) => renewMember(db, 'ada'))).toBe(true);
    vi.setSystemTime(Date.now() + 2000);
    expect(await dead()).toEqual(['bob', 'cem']);
    await group.act((db) => removeMembers(db, 'g', ['bob', 'cem']));
    expect(await group.act((db) => renewMember(db, 'bob'))).toBe(false);
    expect(await group.held('ada')).toHaveLength(2);
  });
});
