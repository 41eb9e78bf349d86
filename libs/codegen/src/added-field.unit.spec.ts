import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { runCodegen } from './run/run-codegen.js';

// A type check of a service with its libraries is work of seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));

const SDL = `type Ticket @key(fields: "id") { id: ID! title: String! }
type TicketOpened @event(key: "ticketId") { ticketId: ID! }
type Query { ticket(id: ID!): Ticket }
type Mutation { openTicket(title: String!): OpenTicketResult! @command }
union OpenTicketResult = Ticket | DeskClosed
type DeskClosed @rejection { until: DateTime! }
`;

const HANDLER = `import type { CommandContext } from '@metamorphosis/core';
import { OpenTicketHandler } from '../generated/commands.js';
import { ticketOpened } from '../generated/events.js';
import type { Tx } from '../generated/tx.js';
import type { OpenTicketArgs, OpenTicketOutcome } from '../generated/types.js';

export class OpenTicket extends OpenTicketHandler {
  async handle({ title }: OpenTicketArgs, context: CommandContext<Tx>): Promise<OpenTicketOutcome> {
    if (title === '') return { __typename: 'DeskClosed', until: '2026-01-31T12:00:00Z' };
    context.publish(ticketOpened({ ticketId: '1' }));
    return { __typename: 'Ticket', id: '1' };
  }
}
`;

let options: ts.CompilerOptions;
beforeAll(async () => {
  const base = await readFile(join(WORKSPACE, 'tsconfig.base.json'), 'utf8');
  const { config } = ts.parseConfigFileTextToJson('tsconfig.base.json', base) as {
    config: { compilerOptions: object };
  };
  const parsed = ts.convertCompilerOptionsFromJson(config.compilerOptions, WORKSPACE);
  // Sources of the libraries, as specs see them: this must not depend on what was built.
  const conditions = ['@metamorphosis/source'];
  const emit = { noEmit: true, composite: false, incremental: false, declaration: false };
  options = { ...parsed.options, ...emit, declarationMap: false, customConditions: conditions };
  delete options.tsBuildInfoFile;
});

async function project(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'codegen-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await symlink(join(WORKSPACE, 'node_modules'), join(root, 'node_modules'));
  await write(root, 'package.json', '{ "type": "module" }');
  await write(root, 'apps/desk/src/open-ticket/open-ticket.handler.ts', HANDLER);
  return root;
}

async function write(root: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

/** Runs codegen on the SDL, and answers the mistakes of the handler and of all that it imports from the project. */
async function typeErrors(root: string, sdl: string): Promise<readonly string[]> {
  await write(root, 'schema/desk.graphql', sdl);
  const run = await runCodegen({ cwd: root, schema: 'schema', out: 'apps' });
  expect(run.diagnostics).toEqual([]);
  const handler = join(root, 'apps/desk/src/open-ticket/open-ticket.handler.ts');
  const program = ts.createProgram([handler], options);
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file?.fileName.startsWith(join(root, 'apps')) ?? true)
    .map(({ file, messageText }) => {
      const text = ts.flattenDiagnosticMessageText(messageText, '\n').split('\n').at(-1)?.trim();
      return `${file?.fileName.slice(root.length + 1) ?? ''}: ${text ?? ''}`;
    });
}

test('a field that is added to the schema is a type error in the handler until it is filled in', async () => {
  const root = await project();
  const handler = 'apps/desk/src/open-ticket/open-ticket.handler.ts';
  expect(await typeErrors(root, SDL)).toEqual([]);

  const grown = SDL.replace('ticketId: ID! }', 'ticketId: ID! title: String! }').replace(
    'until: DateTime! }',
    'until: DateTime! reason: String }',
  );
  const errors = await typeErrors(root, grown);
  expect(errors).toHaveLength(2);
  expect(errors[0]).toMatch(`${handler}: `);
  expect(errors.join('\n')).toMatch(/Property 'reason' is missing in type/);
  expect(errors.join('\n')).toMatch(/Property 'title' is missing in type/);

  await write(
    root,
    handler,
    HANDLER.replace("ticketId: '1' }", "ticketId: '1', title }").replace(
      "12:00:00Z' }",
      "12:00:00Z', reason: null }",
    ),
  );
  expect(await typeErrors(root, grown)).toEqual([]);
});
