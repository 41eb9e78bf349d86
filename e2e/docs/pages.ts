import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOT_RUN, RUN_ELSEWHERE } from './decisions.js';

export const ROOT = join(import.meta.dirname, '../..');

/** A page of documentation with commands in it. */
export interface Page {
  readonly path: string;
  /** Its blocks of shell, as they are to be run: without the commands that are not. */
  readonly blocks: readonly string[];
  /** Commands that are not run, and why. */
  readonly left: readonly string[];
}

const SHELL = /^```(?:sh|bash|console)\n(.*?)^```$/gms;

/** All pages whose commands are run here, and those alone that have any. */
export function pages(): readonly Page[] {
  const found = [
    'README.md',
    'CONTRIBUTING.md',
    ...globSync('{docs/**,libs/*,apps/*}/*.md', { cwd: ROOT }),
  ];
  return found
    .sort()
    .filter((path) => !(path in RUN_ELSEWHERE))
    .map((path) => pageAt(path))
    .filter(({ blocks, left }) => blocks.length + left.length > 0);
}

function pageAt(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const decisions = NOT_RUN[path] ?? {};
  const left: string[] = [];
  const blocks = [...text.matchAll(SHELL)].flatMap(([, code = '']) => {
    const commands = commandsOf(code).filter((command) => {
      const isLeft = command in decisions;
      if (isLeft) left.push(command);
      return !isLeft;
    });
    return commands.length === 0 ? [] : [commands.join('\n')];
  });
  return { path, blocks, left };
}

/** The lines of a block, each with those that continue it. */
function commandsOf(code: string): readonly string[] {
  return code
    .trimEnd()
    .replaceAll('\\\n', '\\\0')
    .split('\n')
    .map((line) => line.replaceAll('\0', '\n'));
}
