import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import {
  changesPage,
  readAgainst,
  readRegistry,
  schemaChanges,
  type SchemaChange,
} from '@metamorphosis/cli/testing';
import {
  analyse,
  keepForms,
  readSdlFiles,
  SdlError,
  type RecordForms,
  type SdlFile,
} from '@metamorphosis/codegen';

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

/** What schema/records.json keeps of the examples' records. */
function kept(): RecordForms {
  const analysis = analyse(shipped);
  if (!analysis.ok) throw new Error('The examples have mistakes.');
  const result = keepForms(
    {},
    analysis.services.map(({ model }) => model),
  );
  if (!result.ok) throw new Error('The examples cannot be kept.');
  return result.forms;
}

/** Services whose code is this, by path. */
async function services(code: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'schema-check-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, text] of Object.entries(code)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

const CONSUMER = {
  'inventory/src/reserve.consumer.ts':
    "import { OrderPlaced } from './generated/external/orders.js';\nexport const takes = OrderPlaced;",
};
const ONE = 'export const one = upcast(OrderPlacedV1, (old) => old);';
/** Of the service that handles the event, and of the one that shows it to subscribers. */
const UPCASTS = {
  'inventory/src/upcasts/order-placed.v1.ts': ONE,
  'orders/src/upcasts/order-placed.v1.ts': ONE,
};

/** The event has a field that old records lack, and says so. */
const raised = (): readonly SdlFile[] =>
  edited(
    'type OrderPlaced @event(key: "orderId") {',
    'type OrderPlaced @event(key: "orderId", version: 2) {\n  "Since when."\n  at: DateTime!',
  );

test('a new version is accepted once each service that handles or shows the record has its upcast', async () => {
  const forms = kept();
  const without = { forms, out: await services(CONSUMER) };
  expect(records(await schemaChanges(shipped, raised(), without))).toEqual([
    'breaking orders.OrderPlaced inventory has no upcast for records of version 1 on the log.',
    'breaking orders.OrderPlaced orders has no upcast for records of version 1 on the log.',
    'dangerous orders.OrderPlaced Code that is not updated yet parks records of version 2.',
  ]);
  const written = { forms, out: await services({ ...CONSUMER, ...UPCASTS }) };
  expect(records(await schemaChanges(shipped, raised(), written))).toEqual([
    'dangerous orders.OrderPlaced Code that is not updated yet parks records of version 2.',
  ]);
  const back = await schemaChanges(raised(), shipped, written);
  expect(records(back)).toContainEqual(expect.stringContaining('version falls from 2 to 1'));
});

test('a version whose form is not kept cannot be checked, and says how to mend that', async () => {
  const { diagnostics } = await schemaChanges(shipped, raised(), { forms: {} }).then(
    () => ({ diagnostics: [] }),
    (error: SdlError) => error,
  );
  expect(diagnostics).toMatchObject([
    {
      code: 'RECORD_FORM_UNKNOWN',
      hint: expect.stringContaining('gregor schema keep --from') as string,
    },
  ]);
});

test('a registry is asked as a gateway asks it: the API against its supergraph, records against what is kept', async () => {
  const analysis = analyse(shipped);
  if (!analysis.ok) throw new Error('The examples have mistakes.');
  const asked: unknown[] = [];
  let answer = { status: 200, text: analysis.supergraph };
  const server = createServer(({ headers }, response) => {
    asked.push([headers.accept, headers.authorization]);
    response.writeHead(answer.status, { etag: '"7"' }).end(answer.text);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((listening) => server.once('listening', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/supergraph`;

  const registered = await readRegistry(url, ['authorization: Bearer k']);
  expect(asked).toEqual([['text/plain', 'Bearer k']]);
  expect(registered).toMatchObject({ url, etag: '"7"' });
  const forms = kept();
  expect(await schemaChanges(registered, shipped, { forms })).toEqual([]);
  const changed = edited(
    /type OrderPlaced @event\(key: "orderId"\) \{/,
    '$&\n  "When."\n  at: DateTime!',
  );
  const changes = await schemaChanges(registered, changed, { forms });
  expect(changes.map(({ level, kind, place }) => [level, kind, place])).toEqual([
    ['breaking', 'records', 'orders.OrderPlaced'],
    ['safe', 'api', 'OrderPlaced.at'],
  ]);

  answer = { status: 200, text: 'type Query { a: Int }' };
  await expect(schemaChanges(await readRegistry(url), shipped, { forms })).rejects.toThrow(
    'is no supergraph',
  );
  answer = { status: 503, text: '' };
  await expect(readRegistry(url)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(readRegistry(url, ['nonsense'])).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
  });
});
