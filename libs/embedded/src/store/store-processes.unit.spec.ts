import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { OtherProcess } from '../testing/child-process.js';
import { tempDirectory } from '../testing/temp-directory.js';
import { createEmbeddedStore } from './embedded-store.js';

interface Tables {
  readonly thing: { readonly id: string; readonly n: number };
}

const SOON = { timeout: 15_000, interval: 5 };

async function aStore() {
  const file = join(await tempDirectory(), 'service.db');
  const store = createEmbeddedStore<Tables>({ file });
  onTestFinished(() => store.close());
  await store.migrateService({
    '001': {
      up: async (db) => {
        await db.schema
          .createTable('thing')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('n', 'integer', (column) => column.notNull())
          .execute();
        await db.insertInto('thing').values({ id: 'sum', n: 0 }).execute();
      },
    },
  });
  const add = (recordId: string) =>
    store.unit({ inbox: { consumer: 'c', recordId }, timeoutMs: 10_000 }, async (tx) => {
      await tx
        .updateTable('thing')
        .set((update) => ({ n: update('n', '+', 1) }))
        .execute();
      return { writes: 'keep', outbox: [{ topic: 'e', key: 'k', value: recordId, headers: {} }] };
    });
  const sum = async (): Promise<number> =>
    (await store.reader.selectFrom('thing').select('n').executeTakeFirstOrThrow()).n;
  return { file, store, add, sum };
}

describe('units in several processes', { timeout: 60_000 }, () => {
  it('lose no effect, and their records are published once, in the order of the effects', async () => {
    const { file, store, add, sum } = await aStore();
    const each = 150;
    const others = [
      await OtherProcess.start('run-units', file, 'ada', `${each}`),
      await OtherProcess.start('run-units', file, 'bob', `${each}`),
    ];
    for (const other of others) other.ask('go');
    await Promise.all(Array.from({ length: each }, (_, i) => add(`cem ${i}`)));
    for (const other of others) await other.until(({ kind }) => kind === 'done');

    expect(await sum()).toBe(3 * each);
    const lease = await store.takePublisherLease('me', 60_000);
    const claimed = lease && (await store.claimOutbox(lease, 1000));
    expect(claimed?.map(({ publishNumber }) => publishNumber)).toEqual(
      Array.from({ length: 3 * each }, (_, i) => i + 1),
    );
    expect(new Set(claimed?.map(({ value }) => value)).size).toBe(3 * each);
  });

  it('go on when one is killed in the middle of its unit, of which nothing is kept', async () => {
    const { file, add, sum } = await aStore();
    const other = await OtherProcess.start('run-units', file, 'ada', '5', 'hang');
    other.ask('go');
    await other.until(({ kind }) => kind === 'woken');
    const mine = add('mine');
    expect(await sum()).toBe(5);
    await other.kill();
    expect(await mine).toEqual({ kind: 'committed' });
    expect(await sum()).toBe(6);
    expect(await add('ada hanging')).toEqual({ kind: 'committed' });
    expect(await add('ada 0')).toEqual({ kind: 'repeat' });
  });

  it('do not hold up another one that starts: it migrates nothing, reads and waits only to write', async () => {
    const { file, store } = await aStore();
    const other = await OtherProcess.start('run-units', file, 'ada', '1', 'hang');
    other.ask('go');
    await other.until(({ kind }) => kind === 'woken');
    await store.close();
    const late = createEmbeddedStore<Tables>({ file });
    onTestFinished(() => late.close());
    await late.migrate();
    await late.migrateService({ '001': { up: async () => undefined } });
    await late.ping();
    expect((await late.reader.selectFrom('thing').select('n').executeTakeFirst())?.n).toBe(1);
    await other.kill();
    expect(await late.takePublisherLease('me', 1000)).toMatchObject({ epoch: 1 });
  });

  it('wake the publisher of another process', async () => {
    const { file, store } = await aStore();
    const woken = vi.fn();
    store.onOutbox(woken);
    const other = await OtherProcess.start('run-units', file, 'ada', '1');
    await vi.waitFor(() => expect(woken).toHaveBeenCalledTimes(0), SOON);
    other.ask('go');
    await vi.waitFor(() => expect(woken).toHaveBeenCalled(), SOON);
  });
});
