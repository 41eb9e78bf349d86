import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Provision } from '../services/service.ts';

const main = join(import.meta.dirname, '../services/main.ts');

interface HeldServices extends AsyncDisposable {
  /** @throws Error when the services' process ends without an answer */
  readonly provisions: Promise<readonly Provision[]>;
}

/**
 * Services for one run of the tests: those of the environment, else some of its own, until it is disposed of or the signal
 * aborts. They live in a process that watches a pipe from this one, in a group of its own: neither Ctrl-C nor `kill -9` of
 * this process leaves a server behind.
 */
export function holdServices(signal: AbortSignal): HeldServices {
  const holder = spawn(
    process.execPath,
    ['--disable-warning=TimeoutNegativeWarning', main, 'hold'],
    { stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  );
  const exited = once(holder, 'exit');
  signal.addEventListener('abort', () => holder.stdin.end(), { once: true });
  return {
    provisions: readAnswer(holder.stdout),
    [Symbol.asyncDispose]: async () => {
      holder.stdin.end();
      await exited;
    },
  };
}

async function readAnswer(output: Readable): Promise<readonly Provision[]> {
  for await (const line of createInterface({ input: output })) {
    return JSON.parse(line) as Provision[];
  }
  throw new Error('The services for this run could not be started.');
}
