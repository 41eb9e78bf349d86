import { errors } from '@metamorphosis/contract';
import { SupervisedProcess, type ProcessOptions } from '@metamorphosis/node';

/** What a process said of itself when it was up. */
export type Facts = Readonly<Record<string, unknown>>;

/** A process that is to come up. */
export interface Starting {
  readonly process: SupervisedProcess;
  /** Rejects with CONFIGURATION_INVALID once its start has failed too often, and when aborted. It is not stopped then. */
  readonly up: Promise<Facts>;
}

/** How long to wait for it. */
export interface Patience {
  readonly signal: AbortSignal;
  /** A process that fails so often before it was ever up will not come up by itself. */
  readonly attempts: number;
}

/** Starts a process, and tells when it is up. */
export function comeUp(
  options: Omit<ProcessOptions, 'onChange'>,
  { signal, attempts }: Patience,
): Starting {
  signal.throwIfAborted();
  const up = Promise.withResolvers<Facts>();
  const abort = (): void => up.reject(signal.reason as Error);
  const settled = (): void => signal.removeEventListener('abort', abort);
  signal.addEventListener('abort', abort);
  up.promise.then(settled, settled);
  const process = new SupervisedProcess({
    ...options,
    onChange: (state) => {
      if (state.kind === 'up') up.resolve(state.facts);
      else if (state.kind === 'waiting' && state.restarts >= attempts) {
        const why = `${options.name} does not start: ${state.reason}`;
        up.reject(errors.CONFIGURATION_INVALID([why]));
      }
    },
  });
  return { process, up: up.promise };
}
