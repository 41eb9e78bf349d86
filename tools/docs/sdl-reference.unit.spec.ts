import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, parse } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { generate, renderDiagnostics, type Generation } from '@metamorphosis/codegen';
import { DIRECTIVE_DEFINITIONS } from '@metamorphosis/contract';
import { SCALARS } from '@metamorphosis/core/checks';

const page = readFileSync(join(import.meta.dirname, '../../docs/reference/sdl.md'), 'utf8');

const blocks = [...page.matchAll(/```graphql\n# (schema\/[a-z-]+\.graphql)\n([\s\S]*?)```/g)].map(
  ([, path = '', text = '']) => ({ path, text }),
);

test('every block of GraphQL names its file', () => {
  expect(blocks).toHaveLength([...page.matchAll(/```graphql/g)].length);
  expect(blocks.length).toBeGreaterThan(5);
});

test.each(blocks)('$path is without mistakes', async (file) => {
  const result = await generate([file]);
  expect(result.ok ? '' : renderDiagnostics(result.diagnostics)).toBe('');
});

test('names each directive of the platform with each of its arguments', () => {
  for (const definition of parse(DIRECTIVE_DEFINITIONS).definitions) {
    if (definition.kind !== Kind.DIRECTIVE_DEFINITION) continue;
    const name = definition.name.value;
    const [, section = ''] = page.split(`## \`@${name}\``);
    const [text = ''] = section.split('\n## ');
    expect(text, `@${name}`).not.toBe('');
    const missing = (definition.arguments ?? [])
      .map((argument) => argument.name.value)
      .filter((argument) => !text.includes(`\`${argument}\``));
    expect(missing, `@${name}`).toEqual([]);
  }
});

test('lists each scalar of the platform', () => {
  const [, section = ''] = page.split('\n## Scalars\n');
  const [text = ''] = section.split('\n## ');
  const listed = [...text.matchAll(/^\| `([A-Z]\w+)`\s+\| `/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual([...Object.keys(SCALARS), 'JSON'].sort());
});

let reviews: Extract<Generation, { ok: true }>;
beforeAll(async () => {
  const result = await generate(blocks.slice(0, 1));
  if (!result.ok) throw new Error(renderDiagnostics(result.diagnostics));
  reviews = result;
});

test.each(
  [...page.matchAll(/^\| `([a-z-]+\.ts)`\s+\| (.+) \|$/gm)].map(([, file = '', text = '']) => ({
    file,
    names: [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
  })),
)('$file has the names that the page says', ({ file, names }) => {
  const text = reviews.files.find(({ path }) => path.endsWith(`/generated/${file}`))?.text;
  if (file === 'event-interfaces.ts') return;
  expect(text, file).toBeDefined();
  expect(names.filter((name) => !new RegExp(`export .*\\b${name}\\b`).test(text ?? ''))).toEqual(
    [],
  );
});

test('the schema has the names that the page says', () => {
  const [, section = ''] = page.split('in the schema:');
  const rows = [...(section.split('\nIn `src')[0] ?? '').matchAll(/^\| `(\w+)`/gm)];
  expect(rows.length).toBeGreaterThan(3);
  for (const [, name = ''] of rows) expect(reviews.supergraph).toMatch(new RegExp(`\\b${name}\\b`));
});

test('the stubs are those that the page says', () => {
  const stubs = reviews.stubs.map(({ path }) => path.replace('reviews/src/', ''));
  expect(stubs.filter((stub) => !page.includes(`\`${stub}\``) && !/spec|item/.test(stub))).toEqual(
    [],
  );
});
