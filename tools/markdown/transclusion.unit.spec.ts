import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../workspace/projects.ts';

/** Pages whose every block of code comes from a file that is run. */
const WHOLE = ['docs/guides/testing.md'];

interface Block {
  readonly page: string;
  readonly from: string | undefined;
  readonly language: string;
  readonly code: string;
}

function blocksOf(page: string): Block[] {
  const text = readFileSync(join(root, page), 'utf8');
  const form = /(?:<!-- from (\S+) -->\n\n)?```(\w*)\n([\s\S]*?)^```/gm;
  return [...text.matchAll(form)].map(([, from, language = '', code = '']) => ({
    page,
    from,
    language,
    code,
  }));
}

/** Without the indentation that all lines share. */
function dedented(code: string): string {
  return code
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
}

const blocks = globSync('{docs/**/*.md,libs/*/README.md,README.md}', { cwd: root }).flatMap(
  blocksOf,
);

test('a block of code that names its source stands there word for word', () => {
  const taken = blocks.filter(({ from }) => from !== undefined);
  expect(taken.length).toBeGreaterThan(5);
  const stale = taken.filter(({ from, code }) => {
    const source = readFileSync(join(root, from ?? ''), 'utf8');
    return !dedented(source).includes(dedented(code));
  });
  expect(stale.map(({ page, from, code }) => `${page}, from ${from}:\n${code}`)).toEqual([]);
});

test.each(WHOLE)('every TypeScript block of %s names a source that is run', (page) => {
  const own = blocks.filter((block) => block.page === page && block.language === 'ts');
  expect(own.length).toBeGreaterThan(0);
  expect(own.filter(({ from }) => !from?.endsWith('.spec.ts')).map(({ code }) => code)).toEqual([]);
});
