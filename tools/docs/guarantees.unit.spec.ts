import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/guarantees.md'), 'utf8');

/** A row of a table of the page: what it promises, and the tests that its last cell names. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (-+|promise|guarantee) +\|/.test(line))
  .map((line) => {
    const cells = line.slice(1, -1).split(' | ');
    const tests = [...(cells.at(-1) ?? '').matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
    return { promise: (cells[0] ?? '').trim(), tests };
  });
const paths = [...new Set([...page.matchAll(/`((?:e2e|libs|apps|tools|bench)\/[^`]+)`/g)])].map(
  ([, path = '']) => path,
);

describe('the page of guarantees', () => {
  it('has rows', () => {
    expect(rows.length).toBeGreaterThan(20);
  });

  it.each(rows)('names a test for: $promise', ({ tests }) => {
    expect(tests.filter((path) => /\.(spec|features)\.ts$/.test(path)).length).toBeGreaterThan(0);
  });

  it.each([...new Set(paths)])('names what is there: %s', (path) => {
    expect(existsSync(join(root, path)), `${path} does not exist`).toBe(true);
  });

  it.each([...new Set(rows.flatMap(({ tests }) => tests))])('names what is tested: %s', (path) => {
    const source = readFileSync(join(root, path), 'utf8');
    expect(source).toMatch(/\b(it|test)(\.each|\.skipIf|\()/);
    if (!path.endsWith('.features.ts')) return;
    // A contract is run by every adapter, through the suite that gathers its parts.
    const folder = path.slice(0, path.lastIndexOf('/'));
    const part = path.slice(folder.length + 1).replace(/\.ts$/, '.js');
    const gathered = globSync(`${folder}/*.features.ts`, { cwd: root }).some((suite) =>
      readFileSync(join(root, suite), 'utf8').includes(`'./${part}'`),
    );
    expect(gathered, `${path} belongs to no suite`).toBe(true);
  });
});
