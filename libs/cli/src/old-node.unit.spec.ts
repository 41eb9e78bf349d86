import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const GREGOR = join(import.meta.dirname, '../bin/gregor.js');
const OLD = "Object.defineProperty(process, 'versions', { value: { node: '20.19.0' } })";

test('an old Node is told which one is needed, and how a project has its own', () => {
  const args = ['--import', `data:text/javascript,${encodeURIComponent(OLD)}`, GREGOR, '--version'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/needs Node 24 or newer; this is Node 20\.19\.0\..*npm install.*node@24/);
});
