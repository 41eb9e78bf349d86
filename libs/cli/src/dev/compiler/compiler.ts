import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { errors } from '@metamorphosis/contract';
import { PROGRAMS } from '../../workspace/programs.js';
import type { Build, SolutionOptions, WatchedSolution } from './watch-solution.js';

/** What the thread is told at its start. */
export type CompilerPlace = Pick<SolutionOptions, 'root' | 'colours'>;

/** What the thread is told later: the arguments of `touch`. */
export interface CompilerOrder {
  readonly folders: readonly string[];
  readonly isBuildToCome: boolean;
}

/** What the thread tells: the callbacks of `watchSolution`. */
export type CompilerWord =
  { readonly kind: 'change' } | { readonly kind: 'build'; readonly build: Build };

/** Where builds are told. */
export interface CompilerOptions extends SolutionOptions {
  /** The compiler itself broke down; nothing is built any more. */
  readonly onBreakdown: (error: Error) => void;
}

/** Builds and watches a project with its own TypeScript, in a thread. */
export class Compiler implements Pick<WatchedSolution, 'touch'> {
  private readonly thread: Worker;

  /** Throws CONFIGURATION_INVALID when the project has no TypeScript that can be asked. */
  constructor({ root, colours, onChange, onBuild, onBreakdown }: CompilerOptions) {
    requireTypeScript(root);
    const workerData: CompilerPlace = { root, colours };
    this.thread = new Worker(PROGRAMS.compilerThread, { workerData });
    this.thread.on('message', (word: CompilerWord) => {
      if (word.kind === 'change') onChange();
      else onBuild(word.build);
    });
    this.thread.once('error', onBreakdown);
  }

  touch(folders: readonly string[], isBuildToCome: boolean): void {
    const order: CompilerOrder = { folders, isBuildToCome };
    this.thread.postMessage(order);
  }

  async close(): Promise<void> {
    await this.thread.terminate();
  }
}

function requireTypeScript(root: string): void {
  const require = createRequire(join(root, 'package.json'));
  let manifest: { readonly version: string };
  try {
    manifest = require('typescript/package.json') as { version: string };
  } catch (cause) {
    throw errors.CONFIGURATION_INVALID([`${root} has no TypeScript. Run npm install.`], { cause });
  }
  // The native compiler cannot be asked from a program yet.
  if (Number.parseInt(manifest.version) >= 7) {
    throw errors.CONFIGURATION_INVALID([
      `${root} has TypeScript ${manifest.version}; gregor dev needs 5.6 to 6: npm i -D typescript@6`,
    ]);
  }
}
