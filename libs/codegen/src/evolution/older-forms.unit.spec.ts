import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, onTestFinished, test, vi } from 'vitest';
import { analyse } from '../generate.js';
import { runCodegen } from '../run/run-codegen.js';
import { keepForms } from './keep-forms.js';
import { missingUpcasts } from './missing-upcasts.js';
import { readRecordForms } from './read-record-forms.js';
import { parseRecordForms, printRecordForms, type RecordForms } from './record-forms.js';

// A type check of services with their libraries is work of seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const WORKSPACE = fileURLToPath(new URL('../../../../', import.meta.url));

const shop = (event: string, input: string): string => `
type Order @key(fields: "id") { id: ID! total: Int! }
"Money came in."
type Paid implements Told ${event}
type Line { product: ID! quantity: Int! }
enum Way { CARD CASH }
interface Told { orderId: ID! }
type Query { order: Order }
${input}
type Mutation { pay(input: PayInput!, way: Way! = CARD): Order! @command(key: "input.orderId"VERSION) }
`;
const SHOP_V1 = shop(
  '@event(key: "orderId") { orderId: ID! euros: Int! way: Way lines: [Line!]! order: Order! }',
  'input PayInput { orderId: ID! euros: Int! }',
).replace('VERSION', '');
const SHOP_V2 = shop(
  '@event(key: "orderId", version: 2) { orderId: ID! cents: Int! way: Way lines: [Line!]! order: Order! }',
  'input PayInput { orderId: ID! cents: Int! }',
).replace('VERSION', ', version: 2');
const SHOP_V3 = SHOP_V2.replace(
  'version: 2) { orderId: ID! cents: Int!',
  'version: 3) { orderId: ID! cents: Int! currency: String!',
);
const BOOKS = 'type Query { turnover: Int }';

const kept = (forms: RecordForms, sdl: string) => {
  const analysis = analyse([{ path: 'schema/shop.graphql', text: sdl }], undefined, forms);
  if (!analysis.ok) throw new Error(JSON.stringify(analysis.diagnostics));
  return keepForms(
    forms,
    analysis.services.map(({ model }) => model),
  );
};
const formsOf = (forms: RecordForms, sdl: string): RecordForms => {
  const result = kept(forms, sdl);
  if (!result.ok) throw new Error(JSON.stringify(result.refused));
  return result.forms;
};

test('a form is the SDL of what a record holds: entities by key, nothing of what it does not reach', () => {
  const forms = formsOf({}, SHOP_V1);
  expect(forms['shop.Paid']?.['1']).toBe(`type Order @key(fields: "id") {
  id: ID!
}

type Paid @event(key: "orderId") {
  orderId: ID!
  euros: Int!
  way: Way
  lines: [Line!]!
  order: Order!
}

type Line {
  product: ID!
  quantity: Int!
}

enum Way {
  CARD
  CASH
}`);
  expect(forms['shop.pay']?.['1']).toContain('pay(input: PayInput!, way: Way!): Boolean');
  expect(parseRecordForms(printRecordForms(forms), 'records.json')).toEqual(forms);
});

test('a form that reads what is kept takes its place; one that does not wants a new version', () => {
  const forms = formsOf({}, SHOP_V1);
  const wider = SHOP_V1.replace('euros: Int! way', 'euros: Int! note: String way');
  expect(formsOf(forms, wider)['shop.Paid']?.['1']).toContain('note: String');
  const narrower = SHOP_V1.replace('euros: Int! way', 'euros: Int! note: String! way');
  expect(kept(forms, narrower)).toMatchObject({
    ok: false,
    refused: [
      { record: 'shop.Paid', message: expect.stringContaining('note is missing') as string },
    ],
  });
  const raised = formsOf(forms, SHOP_V2);
  expect(Object.keys(raised['shop.Paid'] ?? {})).toEqual(['1', '2']);
});

test('a later version whose form of before nobody kept is a mistake, until that form is forgotten on purpose', () => {
  const told = (forms: RecordForms) => {
    const result = analyse([{ path: 'schema/shop.graphql', text: SHOP_V2 }], undefined, forms);
    return result.ok ? [] : result.diagnostics.map(({ code, message }) => `${code} ${message}`);
  };
  expect(told({})).toEqual([
    'RECORD_FORM_UNKNOWN Nobody knows how shop.Paid looked before version 2: schema/records.json does not keep it.',
    'RECORD_FORM_UNKNOWN Nobody knows how shop.pay looked before version 2: schema/records.json does not keep it.',
  ]);
  const raised = formsOf(formsOf({}, SHOP_V1), SHOP_V2);
  expect(told(raised)).toEqual([]);
  const forgotten = Object.entries(raised).map(([type, forms]) => [
    type,
    { 2: forms['2'] as string },
  ]);
  expect(told(Object.fromEntries(forgotten) as RecordForms)).toEqual([]);
});

test('what is kept and is no SDL, and a file that is no JSON, are told with their place', () => {
  expect(() =>
    analyse([{ path: 'schema/shop.graphql', text: SHOP_V2 }], undefined, {
      'shop.Paid': { 1: 'type Paid {' },
    }),
  ).toThrow('version 1 of shop.Paid in schema/records.json is no SDL');
  expect(() => parseRecordForms('{', 'schema/records.json')).toThrow(
    'schema/records.json is no JSON',
  );
});

const CONSUMER = `import { EventConsumer } from '@metamorphosis/nest';
import { Paid, type PaidData } from '../generated/external/shop.js';
export const taken: readonly unknown[] = [Paid, EventConsumer];
export type Taken = PaidData;
`;

const UPCASTS = `import { upcast } from '@metamorphosis/core';
import { PayV1 } from '../generated/older/pay.args.v1.js';
export const payFromV1 = upcast(PayV1, ({ way, input: { orderId, euros } }) => ({
  way,
  input: { orderId, cents: euros * 100 },
}));
// @ts-expect-error the form of today has cents
upcast(PayV1, ({ input, way }) => ({ way, input }));
// @ts-expect-error there was no currency
upcast(PayV1, ({ input, way }) => ({ way, input: { orderId: input.currency, cents: 1 } }));
`;

async function project() {
  const root = await mkdtemp(join(tmpdir(), 'codegen-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await symlink(join(WORKSPACE, 'node_modules'), join(root, 'node_modules'));
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await write('package.json', '{ "type": "module" }');
  await write('schema/books.graphql', BOOKS);
  return {
    write,
    read: (path: string) => readFile(join(root, path), 'utf8'),
    run: async (sdl: string, forms: RecordForms) => {
      await write('schema/shop.graphql', sdl);
      await write('schema/records.json', printRecordForms(forms));
      return runCodegen({ cwd: root, schema: 'schema', out: 'apps' });
    },
    missing: async () => {
      const files = await Promise.all(
        ['shop', 'books'].map(async (name) => ({
          path: `schema/${name}.graphql`,
          text: await readFile(join(root, `schema/${name}.graphql`), 'utf8'),
        })),
      );
      const result = analyse(files, undefined, await readRecordForms('schema', root));
      if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
      const missing = await missingUpcasts(
        result.services.map(({ model }) => model),
        join(root, 'apps'),
      );
      return missing.map(({ service, record, version }) => `${service}: ${record} ${version}`);
    },
    typeErrors: (...paths: readonly string[]) => {
      const program = ts.createProgram(
        paths.map((path) => join(root, path)),
        compilerOptions(),
      );
      return ts
        .getPreEmitDiagnostics(program)
        .filter(({ file }) => file?.fileName.startsWith(join(root, 'apps')) ?? true)
        .map(({ file, messageText }) => {
          const text = ts.flattenDiagnosticMessageText(messageText, ' ');
          return `${file?.fileName.slice(root.length + 1) ?? ''}: ${text}`;
        });
    },
  };
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(WORKSPACE, 'tsconfig.base.json'), ts.sys.readFile) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, WORKSPACE);
  // Sources of the libraries, as specs see them: this must not depend on what was built.
  const emit = { noEmit: true, composite: false, incremental: false, declaration: false };
  const own = { declarationMap: false, customConditions: ['@metamorphosis/source'] };
  const all: ts.CompilerOptions = { ...options, ...emit, ...own };
  delete all.tsBuildInfoFile;
  return all;
}

test('codegen writes the old form with its check, and a stub once where the record is handled; the types hold upcasts to both forms', async () => {
  const { write, read, run, missing, typeErrors } = await project();
  await write('apps/books/src/paid/paid.consumer.ts', CONSUMER);
  const first = await run(SHOP_V2, formsOf({}, SHOP_V1));
  expect(first.diagnostics).toEqual([]);
  expect(first.written).toEqual(
    expect.arrayContaining([
      'shop/src/generated/older/paid.v1.ts',
      'shop/src/generated/older/pay.args.v1.ts',
      'books/src/generated/external/shop/paid.v1.ts',
    ]),
  );
  // Nothing in shop handles its own event.
  const stubs = first.stubs.filter((path) => path.includes('upcasts'));
  expect([...stubs].sort()).toEqual(['books/src/upcasts/paid.v1.ts', 'shop/src/upcasts/pay.v1.ts']);
  expect(await read('apps/shop/src/generated/events.ts')).toContain(
    'version: 2,\n  olderForms: [PaidV1],',
  );
  expect(await missing()).toEqual([]);

  const stub = 'apps/books/src/upcasts/paid.v1.ts';
  const unwritten = await read(stub);
  expect(unwritten).toContain('export const paidFromV1 = upcast(PaidV1, (_old) => {');
  const body = '({ euros, ...old }) => ({ ...old, cents: euros * 100 }));\n';
  await write(stub, unwritten.replace(/\(_old\)[^]*$/, body));
  await write('apps/shop/src/upcasts/pay.v1.ts', UPCASTS);
  // With the next version, what was written leads to the one between and stays as it is.
  const second = await run(SHOP_V3, formsOf(formsOf({}, SHOP_V1), SHOP_V2));
  expect(second.stubs).toEqual(['books/src/upcasts/paid.v2.ts']);
  const own = ['apps/shop/src/upcasts/pay.v1.ts', 'apps/shop/src/generated/service.ts'];
  const others = ['apps/books/src/upcasts/paid.v2.ts', 'apps/books/src/paid/paid.consumer.ts'];
  expect(typeErrors(stub, ...own, ...others)).toEqual([]);
});

test('an upcast that nobody wrote is missing; one whose form is not kept any more is an orphan', async () => {
  const { write, run, missing } = await project();
  await write('apps/books/src/paid/paid.consumer.ts', CONSUMER);
  const forms = formsOf({}, SHOP_V1);
  await run(SHOP_V2, forms);
  await write('apps/books/src/upcasts/paid.v1.ts', 'export const nothing = 1;\n');
  expect(await missing()).toEqual(['books: shop.Paid 1']);

  const raised = formsOf(forms, SHOP_V2);
  const { 1: _gone, ...rest } = raised['shop.pay'] ?? {};
  const run2 = await run(SHOP_V2, { ...raised, 'shop.pay': rest });
  expect(run2.removed).toContain('shop/src/generated/older/pay.args.v1.ts');
  expect(run2.diagnostics.map(({ code, file, hint }) => [code, file, hint])).toEqual([
    [
      'UPCAST_ORPHANED',
      'apps/shop/src/upcasts/pay.v1.ts',
      'delete the upcast and its entry in the module',
    ],
  ]);
});

test('of an event that subscribers are shown, the service that publishes it reads older forms, and says which one it shows', async () => {
  const { run } = await project();
  const shown = `${SHOP_V2}
type Subscription { told: Told! @subscribe(to: "Told") }
`;
  const result = await run(shown, formsOf({}, SHOP_V1));
  expect(result.diagnostics).toEqual([]);
  expect(result.stubs).toContain('shop/src/upcasts/paid.v1.ts');

  const forms = formsOf({}, SHOP_V1);
  const schema = [{ path: 'schema/shop.graphql', text: shown }];
  const analysis = analyse(schema, undefined, forms);
  if (!analysis.ok) throw new Error(JSON.stringify(analysis.diagnostics));
  expect(analysis.supergraph).toMatch(/type Paid implements Told[^{]*@event\(version: 2\)/);
  expect(analysis.services[0]?.http).toContain('_upcastEvents(');
  // Nobody is shown anything.
  const untold = analyse([{ path: 'schema/shop.graphql', text: SHOP_V2 }], undefined, forms);
  if (!untold.ok) throw new Error(JSON.stringify(untold.diagnostics));
  expect(untold.services[0]?.board).not.toContain('@event');
  expect(untold.services[0]?.http).not.toContain('_upcastEvents');
});
