import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { addCodegenCommand } from './codegen-command.js';

const SHOP = `type Order @key(fields: "id") { id: ID! }
type Query { order: Order }
type Mutation { pay(id: ID!): Order! @command(key: "id") }
`;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gregor-'));
  vi.spyOn(process, 'cwd').mockReturnValue(root);
  const before = process.exitCode;
  onTestFinished(async () => {
    vi.restoreAllMocks();
    process.exitCode = before;
    await rm(root, { recursive: true });
  });
  await mkdir(join(root, 'schema'));
});

interface Said {
  readonly out: string;
  readonly err: string;
  readonly exitCode: typeof process.exitCode;
}

async function gregor(...args: readonly string[]): Promise<Said> {
  let [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  process.exitCode = 0;
  const program = new Command('gregor').exitOverride();
  addCodegenCommand(program);
  await program.parseAsync(['codegen', ...args], { from: 'user' });
  return { out, err, exitCode: process.exitCode };
}

const sdl = (text: string) => writeFile(join(root, 'schema/shop.graphql'), text);

test('--check says that there are no mistakes, and writes nothing', async () => {
  await sdl(SHOP);
  const { out, err, exitCode } = await gregor('--check');
  expect(out).toMatch(/^1 file, no mistakes \(\d+ ms\)\n$/);
  expect([err, exitCode]).toEqual(['', 0]);
  await expect(readFile(join(root, 'apps/shop/src/generated/types.ts'))).rejects.toThrow('ENOENT');
});

test('all mistakes are told with a caret, without colours, and with exit code 1', async () => {
  await sdl(SHOP.replace('key: "id"', 'key: "idd"').replace('order: Order', 'order: Ordr'));
  const { out, err, exitCode } = await gregor();
  expect(err).toMatch(`schema/shop.graphql:2:21 TYPE_UNKNOWN Unknown type "Ordr".
  2 | type Query { order: Ordr }
    |                     ^^^^
  did you mean "Order"?

schema/shop.graphql:3:53 KEY_PATH_UNKNOWN "idd" does not exist here.
  3 | type Mutation { pay(id: ID!): Order! @command(key: "idd") }
    |                                                     ^^^
  did you mean "id"?

1 file, 2 mistakes, nothing was written`);
  expect([out, exitCode]).toEqual(['', 1]);
});

test('--json is one line with diagnostics', async () => {
  await sdl(SHOP.replace('key: "id"', 'key: "idd"'));
  const { out, exitCode } = await gregor('--check', '--json');
  expect(JSON.parse(out)).toMatchObject({
    ok: false,
    files: 1,
    diagnostics: [{ code: 'KEY_PATH_UNKNOWN', line: 3, column: 53, length: 3 }],
  });
  expect(exitCode).toBe(1);
});

test('writes files and stubs, once; a command that was removed leaves a warning at its handler', async () => {
  await sdl(SHOP);
  const first = await gregor();
  expect(first.out).toContain('  stub    shop/src/pay/pay.handler.ts');
  expect((await gregor()).out).toMatch(/1 file, no mistakes, nothing to write/);

  await sdl(SHOP.replace('pay(', 'payOrder('));
  const renamed = await gregor();
  expect(renamed.err)
    .toBe(`apps/shop/src/pay/pay.handler.ts:3:10 HANDLER_ORPHANED PayHandler is no longer generated: schema/shop.graphql declares nothing that it stands for.
  3 | import { PayHandler } from '../generated/commands.js';
    |          ^^^^^^^^^^
  delete the class and its entry in the service, or declare again what it stands for

`);
  expect(renamed.out).toMatch(/1 file, no mistakes, 1 warning, \d+ written/);
  expect(renamed.exitCode).toBe(0);
  expect(await readFile(join(root, 'apps/shop/src/pay/pay.handler.ts'), 'utf8')).toContain(
    'PayHandler',
  );
});

test('a folder that is not there is told without a stack', async () => {
  await expect(gregor('--schema', 'nowhere')).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: expect.stringContaining('Name the folder of the SDL: --schema <dir>'),
  });
});
