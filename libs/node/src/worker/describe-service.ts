import { fork } from 'node:child_process';
import {
  errors,
  WORKER_ARGS,
  type ConsumerDescription,
  type ProcessMessage,
} from '@metamorphosis/contract';

/** How long the program of a worker may take to say what it has. */
const TIMEOUT_MS = 60_000;

/**
 * The consumers of a service, as its built worker module declares them. Runs that module for a moment,
 * with nothing opened: no log, no database. Rejects with CONFIGURATION_INVALID when it cannot say.
 */
export async function describeService(
  service: string,
  module: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly ConsumerDescription[]> {
  const child = fork(module, [WORKER_ARGS.describe], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: TIMEOUT_MS,
  });
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-2000);
  });
  return new Promise((resolve, reject) => {
    const fail = (why: string): void =>
      reject(
        errors.CONFIGURATION_INVALID([
          `The worker of ${service} (${module}) does not say which consumers it has: ${why}`,
        ]),
      );
    child.on('message', (message: ProcessMessage) => {
      if (message.kind === 'description') resolve(message.consumers);
      else if (message.kind === 'failed') fail(message.message);
    });
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => fail(`exit code ${code}. ${words.trim()}`));
  });
}
