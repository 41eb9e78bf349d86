import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { expect, onTestFinished, test, vi } from 'vitest';
import { preset } from './preset.js';

// The whole of client-preset is loaded and run.
vi.setConfig({ testTimeout: 60_000 });

const CARE = `
type Query { animals(first: Int = 20 @constraint(min: 1, max: 100)): Int }
type Mutation {
  treat(input: TreatInput!, note: String @constraint(maxLength: 80)): Boolean! @command
}
input TreatInput { animal: AnimalRef! doses: [Int!]! @constraint(minItems: 1) }
"By exactly one of them."
input AnimalRef @oneOf { id: ID name: String @constraint(minLength: 2) }
`;

async function clientOf(sdl: string): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'client-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'schema'));
  await writeFile(join(folder, 'schema/care.graphql'), sdl);
  const files = await generate(
    {
      schema: 'type Query { _: Boolean }',
      documents: ['query Animals { animals }'],
      generates: {
        [`${folder}/generated/`]: { preset, presetConfig: { schema: join(folder, 'schema') } },
      },
      silent: true,
    },
    false,
  );
  return new Map(
    (files as { filename: string; content: string }[]).map(({ filename, content }) => [
      filename.replace(`${folder}/generated/`, ''),
      content,
    ]),
  );
}

test('an input of which one field is written is a union for clients, too, and limits are plain data', async () => {
  const files = await clientOf(CARE);
  const types = (files.get('graphql.ts') ?? '').replaceAll(/\s+/g, ' ');
  expect(types).toContain('export type AnimalRef = ');
  expect(types).toMatch(/\{ id: (?:Scalars\['ID'\]\['input'\]|string)[^}]*name\?: never;? \}/);
  expect(types).toMatch(/\{ id\?: never[^}]*name: (?:Scalars\['String'\]\['input'\]|string);? \}/);
  const limits = files.get('limits.ts') ?? '';
  expect(limits).toContain("'AnimalRef.name': { minLength: 2 }");
  expect(limits).toContain("'Mutation.treat(note:)': { maxLength: 80 }");
  expect(limits).toContain("'Query.animals(first:)': { min: 1, max: 100 }");
  expect(limits).toContain("'TreatInput.doses': { minItems: 1 }");
});

test('without limits there is no file of them', async () => {
  const files = await clientOf('type Query { animals: Int }');
  expect([...files.keys()]).not.toContain('limits.ts');
  expect([...files.keys()]).toContain('graphql.ts');
});
