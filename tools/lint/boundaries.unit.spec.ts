import { join } from 'node:path';
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it, vi } from 'vitest';

// The first case reads the types of the whole workspace.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const root = join(import.meta.dirname, '../..');
const eslint = new ESLint({
  cwd: root,
  // Under CI the parser takes every run for one that reads each file once, from disk: it would not see the texts below.
  overrideConfig: {
    languageOptions: { parserOptions: { disallowAutomaticSingleRunInference: true } },
  },
});

/** The rules that object to a text, were it the content of this file (which exists, for the sake of its types). */
async function objections(file: string, text: string): Promise<(string | null)[]> {
  const results = await eslint.lintText(text, { filePath: join(root, file) });
  return results
    .flatMap(({ messages }) => messages)
    .map(({ ruleId }) => ruleId)
    .filter((rule) => rule !== '@typescript-eslint/no-unused-vars');
}

describe('the direction of imports', () => {
  // Without a cached graph of the projects the rule says nothing at all, and every case below would be empty.
  beforeAll(async () => {
    process.env.NX_DAEMON = 'false';
    await createProjectGraphAsync({ exitOnError: false });
  });

  it.each([
    ['a higher layer', 'libs/core/src/index.ts', '@metamorphosis/nest'],
    ['a library of the same layer', 'libs/federation/src/index.ts', '@metamorphosis/telemetry'],
    ['a framework, in core', 'libs/core/src/index.ts', '@nestjs/common'],
    ['a broker client, in core', 'libs/core/src/index.ts', 'kafkajs'],
    ['a query builder, in contract', 'libs/contract/src/index.ts', 'kysely'],
  ])('refuses an import of %s', async (_what, file, target) => {
    const text = `import { x } from '${target}';\nexport const y: unknown = x;\n`;
    expect(await objections(file, text)).toContain('@nx/enforce-module-boundaries');
  });

  it('refuses a relative import of another project', async () => {
    const text =
      "import { x } from '../../inventory/src/index.js';\nexport const y: unknown = x;\n";
    expect(await objections('apps/orders/src/main.ts', text)).toContain(
      '@nx/enforce-module-boundaries',
    );
  });

  it.each([
    ['an adapter outside of wiring', 'libs/node/src/index.ts', '@metamorphosis/kafka'],
    ['a built-in module of Node, in core', 'libs/core/src/index.ts', 'node:crypto'],
    ['a built-in module of Node, in contract', 'libs/contract/src/index.ts', 'node:fs'],
    ['another service', 'apps/orders/src/main.ts', '@metamorphosis-apps/inventory'],
    ['an app, in a library', 'libs/gateway/src/index.ts', '@metamorphosis-apps/orders'],
    ['a test kit, in product code', 'libs/redis/src/index.ts', '@metamorphosis/core/testing'],
  ])('refuses an import of %s', async (_what, file, target) => {
    const text = `import { x } from '${target}';\nexport const y: unknown = x;\n`;
    expect(await objections(file, text)).toContain('no-restricted-imports');
  });

  it.each([
    ['a lower layer', 'libs/kafka/src/index.ts', '@metamorphosis/core'],
    ['an adapter, in wiring', 'libs/wiring/src/index.ts', '@metamorphosis/kafka'],
    ['a library, in an app', 'apps/orders/src/main.ts', '@metamorphosis/nest'],
    ['a built-in module of Node, in an adapter', 'libs/kafka/src/index.ts', 'node:net'],
  ])('allows an import of %s', async (_what, file, target) => {
    const found = await objections(file, `import {} from '${target}';\n`);
    expect(found).not.toContain('@nx/enforce-module-boundaries');
    expect(found).not.toContain('no-restricted-imports');
  });
});

describe('the rules of the house', () => {
  it.each([
    [
      'the environment read in a library',
      'no-restricted-properties',
      'export const x = process.env.HOME;',
    ],
    ['any', '@typescript-eslint/no-explicit-any', 'export const x = (y: any): unknown => y;'],
    [
      'a promise that nobody awaits',
      '@typescript-eslint/no-floating-promises',
      'Promise.resolve(1);',
    ],
    ['an enum', 'no-restricted-syntax', 'export enum State { On }'],
    ['a re-export of everything', 'no-restricted-syntax', "export * from './x.js';"],
    ['an open note without a date', 'workspace/dated-todo', '// TODO: later\nexport const x = 1;'],
    [
      'a suppression without a reason',
      '@eslint-community/eslint-comments/require-description',
      '// eslint-disable-next-line eqeqeq\nexport const x = (y: number): boolean => y == 1;',
    ],
    ['a file of more than 400 lines', 'max-lines', 'export {};\n'.repeat(401)],
  ])('refuse %s', async (_what, rule, text) => {
    expect(await objections('libs/kafka/src/index.ts', text)).toContain(rule);
  });

  it('accept an open note with its date', async () => {
    const text =
      '// TODO(2026-11): raise the limit once the broker allows it\nexport const x = 1;\n';
    expect(await objections('libs/kafka/src/index.ts', text)).toEqual([]);
  });
});

describe('the schema', () => {
  const header =
    'extend schema @link(url: "https://metamorphosis.dev/spec/v1.0", import: ["@command"])\n';

  it.each([
    ['a type', 'type Order { "Names it." id: ID! }'],
    ['a field', '"An order." type Order { id: ID! }'],
    ['a value', '"How it stands." enum Status { PENDING }'],
    ['a mutation', 'type Mutation { placeOrder: Boolean! @command }'],
    ['a query', 'extend type Query { order(id: ID!): Boolean }'],
  ])('refuses %s without a description', async (_what, sdl) => {
    expect(await objections('schema/canary.graphql', header + sdl)).toContain(
      '@graphql-eslint/require-description',
    );
  });

  it('accepts what is described', async () => {
    const sdl = '"A customer\'s order."\ntype Order {\n  "Names it."\n  id: ID!\n}\n';
    expect(await objections('schema/canary.graphql', header + sdl)).toEqual([]);
  });
});
