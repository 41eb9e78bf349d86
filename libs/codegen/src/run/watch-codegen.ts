import { watch } from 'node:fs';
import { resolve } from 'node:path';
import { RECORD_FORMS_FILE } from '../evolution/record-forms.js';
import { GenerationCache } from './generation-cache.js';
import { runCodegen, type CodegenOptions, type CodegenRun } from './run-codegen.js';

/** Editors write a file in several steps; they are one change when they follow this closely, in ms. */
const SETTLE_MS = 30;

/** A run, and how long it took in ms. */
export type TimedRun = CodegenRun & { readonly tookMs: number };

/**
 * Runs codegen, and again whenever an SDL file of the folder or its records.json is written, added or removed, until
 * `signal` aborts. Runs never overlap; changes during a run are taken up by the next one. A run after a
 * change repeats only what the change reaches. Throws when the folder cannot be read.
 */
export async function* watchCodegen(
  options: CodegenOptions,
  signal: AbortSignal,
): AsyncGenerator<TimedRun, void, undefined> {
  const cache = new GenerationCache();
  let changed = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(resolve(options.cwd, options.schema), (_event, name) => {
    if (name !== null && !name.endsWith('.graphql') && name !== RECORD_FORMS_FILE) return;
    clearTimeout(timer);
    timer = setTimeout(() => changed.resolve(), SETTLE_MS);
  });
  const stop = (): void => changed.resolve();
  signal.addEventListener('abort', stop);
  try {
    while (!signal.aborted) {
      const begun = performance.now();
      changed = Promise.withResolvers();
      const run = await runCodegen(options, cache);
      yield { ...run, tookMs: performance.now() - begun };
      if (!signal.aborted) await changed.promise;
    }
  } finally {
    clearTimeout(timer);
    watcher.close();
    signal.removeEventListener('abort', stop);
  }
}
