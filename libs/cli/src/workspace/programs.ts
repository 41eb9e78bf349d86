import { fileURLToPath } from 'node:url';

/** The command line's own programs, for processes that run them. The paths are the same from src and from dist. */
export const PROGRAMS = {
  gregor: fileURLToPath(new URL('../../bin/gregor.js', import.meta.url)),
  gateway: fileURLToPath(new URL('../../dist/gateway/main.js', import.meta.url)),
  compilerThread: fileURLToPath(
    new URL('../../dist/dev/compiler/compiler-thread.js', import.meta.url),
  ),
} as const;
