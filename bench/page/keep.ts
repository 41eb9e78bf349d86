import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../RESULTS.md');

/** Puts the section of that name into the page of results, in place of the one before. */
export function keep(name: string, section: string): void {
  const begin = `<!-- ${name} begin: written by its command; what stands between the marks is replaced -->`;
  const end = `<!-- ${name} end -->`;
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${PAGE} has lost its marks: ${begin}`);
  writeFileSync(PAGE, `${before}${begin}\n\n${section}\n\n${end}${after}`);
}
