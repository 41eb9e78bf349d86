import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { PROGRAMS } from './workspace/programs.js';

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const LIST = fileURLToPath(new URL('./testing/list-modules.mjs', import.meta.url));

/** The modules that gregor, as it was built, loads for these words. */
function loadedBy(...words: readonly string[]): readonly string[] {
  const args = ['--import', LIST, PROGRAMS.gregor, ...words];
  const output = execFileSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return output.split('\n').flatMap((line) => /^loaded (.+)$/.exec(line)?.[1] ?? []);
}

test('help, version and completion load the declarations of commands, and no work of any', () => {
  for (const words of [['--help'], ['call', '--help'], ['--version'], ['completion', 'bash']]) {
    const modules = loadedBy(...words);
    const heavy = modules.filter((url) => !/\/libs\/cli\/|\/node_modules\/commander\//.test(url));
    expect(heavy, words.join(' ')).toEqual([]);
    expect(modules.length).toBeLessThan(60);
  }
});
