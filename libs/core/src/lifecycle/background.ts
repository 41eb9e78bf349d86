import type { Logger } from './logger.js';

/** Lets a promise run on by itself; a failure of it is logged under `name`, never lost. */
export function background(name: string, logger: Logger, promise: Promise<unknown>): void {
  promise.catch((error: unknown) => logger.error({ err: error, task: name }, `${name} failed`));
}
