import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/delivery-rules.md'), 'utf8');
const rules = page.split(/\n(?=\*\*\d+\. )/).slice(1);
const named = [...page.matchAll(/^- `([^`]+)`: (.+)$/gm)].map(([, file = '', test = '']) => ({
  file,
  test,
}));

it.each(rules.map((rule) => [rule.slice(2, rule.indexOf('.')), rule]))(
  'rule %s names tests that hold it',
  (_number, rule) => {
    expect(rule).toMatch(/^- `[^`]+`: /m);
  },
);

it.each(named)('$file has the test "$test"', ({ file, test }) => {
  const path = join(root, file);
  expect(existsSync(path), `${file} does not exist`).toBe(true);
  expect(readFileSync(path, 'utf8')).toContain(test);
});
