import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type TypeScript from 'typescript';
import type { CompilerOrder, CompilerPlace, CompilerWord } from './compiler.js';
import { watchSolution } from './watch-solution.js';

// A thread of its own: while types are checked, the output of processes is shown and Ctrl-C is heard.
const { root, colours } = workerData as CompilerPlace;
const ts = createRequire(join(root, 'package.json'))('typescript') as typeof TypeScript;
const tell = (word: CompilerWord): void => parentPort?.postMessage(word);
const solution = watchSolution(ts, {
  root,
  colours,
  onChange: () => tell({ kind: 'change' }),
  onBuild: (build) => tell({ kind: 'build', build }),
});
parentPort?.on('message', ({ folders, isBuildToCome }: CompilerOrder) =>
  solution.touch(folders, isBuildToCome),
);
