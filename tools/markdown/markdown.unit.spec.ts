import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJson, root } from '../workspace/projects.ts';
import { anchorsOf, pointersOf } from './markdown.ts';

const leftOut =
  /(^|\/)(node_modules|dist|\.git|\.nx|\.services|\.metamorphosis|coverage|template)$/;
const pages = globSync('**/*.md', { cwd: root, exclude: (path) => leftOut.test(path) }).sort();
const { scripts } = readJson<{ scripts: Record<string, string> }>('package.json');

describe('reading a page', () => {
  const page = [
    '# The page',
    'See [there](docs/there.md#part "title"), [outside](https://example.org) and `libs/core/src/x.ts`.',
    '`libs/<name>/src` names no file. Run `npm run lint` and npm test.',
    '[reference]: ./other.md',
    '```sh',
    '[not a link](nowhere.md) npm run build',
    '```',
    '## The page',
  ].join('\n');

  it('finds links, paths and scripts, and no link in a code block', () => {
    expect(pointersOf(page)).toEqual({
      links: ['docs/there.md#part', './other.md'],
      paths: ['libs/core/src/x.ts'],
      scripts: ['lint', 'test', 'build'],
    });
  });

  it('makes anchors of headings and tells repeated ones apart', () => {
    expect(anchorsOf(page)).toEqual(['the-page', 'the-page-1']);
    expect(anchorsOf('## 3. `gregor node`: a *node*')).toEqual(['3-gregor-node-a-node']);
  });
});

describe.each(pages)('%s', (page) => {
  const pointers = pointersOf(readFileSync(join(root, page), 'utf8'));

  it('links to pages and parts that exist', () => {
    expect(pointers.links.filter((link) => !leadsSomewhere(page, link))).toEqual([]);
  });

  it('names paths and scripts that exist', () => {
    expect(pointers.paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(pointers.scripts.filter((script) => !(script in scripts))).toEqual([]);
  });
});

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#').map(decodeURIComponent);
  const target = path === '' ? join(root, page) : join(root, dirname(page), path);
  if (!existsSync(target)) return false;
  if (anchor === undefined || !target.endsWith('.md') || !statSync(target).isFile()) return true;
  return anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
}
