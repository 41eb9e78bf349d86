import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import {
  changesPage,
  readAgainst,
  schemaChanges,
  type SchemaChange,
} from '@metamorphosis/cli/testing';
import { readSdlFiles, SdlError, type SdlFile } from '@metamorphosis/codegen';

// Composing three services takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const root = join(import.meta.dirname, '../..');
let shipped: readonly SdlFile[];
beforeAll(async () => {
  shipped = await readSdlFiles('schema', root);
});

/** The examples' SDL with one text in place of another. */
function edited(from: string | RegExp, to: string): readonly SdlFile[] {
  let edits = 0;
  const files = shipped.map(({ path, text }) => {
    const changed = text.replace(from, to);
    edits += Number(changed !== text);
    return { path, text: changed };
  });
  expect(edits).toBe(1);
  return files;
}

const records = (changes: readonly SchemaChange[]): string[] =>
  changes
    .filter(({ kind }) => kind === 'records')
    .map(({ level, place, message }) => `${level} ${place} ${message}`);

test('nothing changes where nothing changed, and descriptions are not what clients rely on', async () => {
  expect(await schemaChanges(shipped, shipped)).toEqual([]);
  const told = edited('"Published once an order has been accepted."', '"Another text."');
  expect(await schemaChanges(shipped, told)).toEqual([]);
});

test.each([
  [
    'a field that must be there is missing in what lies on the log',
    /type OrderPlaced @event\(key: "orderId"\) \{/,
    '$&\n  "Since when."\n  at: DateTime!',
    ['breaking orders.OrderPlaced New code cannot read records on the log: at is missing.'],
  ],
  [
    'a field that may be missing is no change for records',
    /type OrderPlaced @event\(key: "orderId"\) \{/,
    '$&\n  "Since when."\n  at: DateTime',
    [],
  ],
  [
    'a field that goes is missed by those who still read it',
    /(type StockShort @event[^}]*?) {2}"[^"]*"\n {2}reason: String!\n/,
    '$1',
    [
      'breaking inventory.StockShort Code that is not updated yet cannot read new records: reason is missing.',
    ],
  ],
  [
    'a new value of an enum is unknown to consumers that are not updated',
    /enum OrderStatus \{/,
    '$&\n  "On its way."\n  SHIPPED',
    [
      'dangerous orders.OrderStatusChanged Code that is not updated yet cannot read new records: status may be SHIPPED.',
    ],
  ],
  [
    'another key divides the order of records',
    'type OrderPlaced @event(key: "orderId")',
    'type OrderPlaced @event(key: "customerId")',
    [
      'dangerous orders.OrderPlaced The key changes from "orderId" to "customerId": records of the two keys keep no order between them.',
    ],
  ],
  [
    'a command that moves to another queue leaves the old one behind',
    /(placeOrder\([^@]*@command\()/,
    '$1queue: "placing", ',
    [
      'breaking orders.placeOrder It moves from the queue commands to placing: what lies in the old one is not handled any more.',
    ],
  ],
])('%s', async (_, from, to, expected) => {
  expect(records(await schemaChanges(shipped, edited(from, to)))).toEqual(expected);
});

test('an input that takes more is a danger while workers are old; one that takes less breaks what lies there', async () => {
  const more = edited(/input PlaceOrderInput \{/, '$&\n  "For the courier."\n  note: String');
  expect(records(await schemaChanges(shipped, more))).toEqual([
    'dangerous orders.placeOrder Code that is not updated yet cannot read new records: input.note is not known.',
  ]);
  expect(records(await schemaChanges(more, shipped))).toEqual([
    'breaking orders.placeOrder New code cannot read records on the log: input.note is not known.',
  ]);
});

test('what clients of the API would notice is told beside it, the worst first', async () => {
  const fewer = edited('  order("Which order." id', '  anOrder("Which order." id');
  const changes = await schemaChanges(shipped, fewer);
  expect(changes.map(({ level, kind, place }) => [level, kind, place])).toEqual([
    ['breaking', 'api', 'Query.order'],
    ['safe', 'api', 'Query.anOrder'],
    ['safe', 'api', 'Query.anOrder.id'],
  ]);
  expect(changesPage(changes, 'text')).toContain('1 breaking, 0 dangerous, 2 safe.');
  expect(changesPage(changes, 'markdown')).toContain('| 🔴 breaking | api | `Query.order` |');
  expect(JSON.parse(changesPage(changes, 'json'))).toMatchObject({ counts: { breaking: 1 } });
  expect(changesPage([], 'text')).toBe('Nothing changes.');
});

test('what was is read from git, from a folder, or for one service from a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'schema-check-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      encoding: 'utf8',
    });
  git('init', '--quiet');
  execFileSync('mkdir', [join(folder, 'sdl')]);
  for (const { path, text } of shipped) {
    await writeFile(join(folder, 'sdl', path.replace('schema/', '')), text);
  }
  git('add', '.');
  git('commit', '--quiet', '-m', 'one');
  const texts = (files: readonly SdlFile[]): string[] => files.map(({ text }) => text).sort();
  const all = texts(shipped);
  expect(texts(await readAgainst('HEAD', folder, 'sdl', []))).toEqual(all);
  expect(texts(await readAgainst(join(folder, 'sdl'), folder, 'sdl', []))).toEqual(all);
  const more = edited(/enum OrderStatus \{/, '$&\n  "On its way."\n  SHIPPED');
  const file = join(folder, 'sdl', 'orders.graphql');
  expect(texts(await readAgainst(file, folder, 'sdl', more))).toEqual(all);
  await expect(readAgainst('nothing-of-that-name', folder, 'sdl', [])).rejects.toThrow(
    /--against nothing-of-that-name is no folder, no file and nothing that git knows/,
  );
});

test('mistakes in the SDL are told as such, and whose they are', async () => {
  const wrong = edited('input: PlaceOrderInput!', 'input: PlaceOrderInptu!');
  await expect(schemaChanges(shipped, wrong)).rejects.toThrow(SdlError);
  await expect(schemaChanges(wrong, shipped)).rejects.toThrow(
    /compare with has mistakes[^]*PlaceOrderInput/,
  );
});
