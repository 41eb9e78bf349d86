import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { watchCodegen, type TimedRun } from './watch-codegen.js';

// Formatting files is work of seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const SHOP = 'type Order @key(fields: "id") { id: ID! }\ntype Query { order: Order }\n';

test('runs again after each change, repeats only what changed, and ends with its signal', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'codegen-'));
  onTestFinished(() => rm(cwd, { recursive: true }));
  await mkdir(join(cwd, 'schema'));
  const sdl = join(cwd, 'schema/shop.graphql');
  await writeFile(sdl, SHOP);
  // In one step: a run must not see a file that is half written.
  const replace = async (text: string): Promise<void> => {
    await writeFile(`${sdl}.tmp`, text);
    await rename(`${sdl}.tmp`, sdl);
  };
  const controller = new AbortController();
  const runs = watchCodegen({ cwd, schema: 'schema', out: 'apps' }, controller.signal);
  const next = async (): Promise<TimedRun> => {
    const { value } = await runs.next();
    if (value === undefined) throw new Error('The watch ended.');
    return value;
  };

  const first = await next();
  expect(first.written).toContain('shop/src/generated/resolvers.ts');

  const afterChange = next();
  await replace(SHOP.replace('order:', 'latestOrder:'));
  expect((await afterChange).written).toEqual([
    'shop/src/generated/schema.graphql',
    'shop/src/generated/resolvers.ts',
    'shop/src/generated/service.ts',
  ]);

  const afterMistake = next();
  await replace(SHOP.replace('order: Order', 'order: Ordr'));
  const broken = await afterMistake;
  expect(broken.diagnostics.map(({ code }) => code)).toEqual(['TYPE_UNKNOWN']);
  const resolvers = await readFile(join(cwd, 'apps/shop/src/generated/resolvers.ts'), 'utf8');
  expect(resolvers).toContain('latestOrder(');

  const end = runs.next();
  controller.abort();
  expect(await end).toEqual({ done: true, value: undefined });
});
