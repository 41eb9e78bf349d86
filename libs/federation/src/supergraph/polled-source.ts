import type { SupergraphManager } from '@apollo/gateway';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import { pause, type Logger } from '@metamorphosis/core';
import type { SupergraphHooks } from './supergraph-hooks.js';

/** How a source is looked at. */
export interface PollOptions {
  readonly logger: Logger;
  /** Between two looks; 0: only one is made. */
  readonly pollIntervalMs: number;
  /** Stops waiting for the first supergraph. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks for the supergraph; undefined when it is the same as before. Rejects with
 * CONFIGURATION_INVALID when what is there is no supergraph, with another error when nobody knows.
 */
export type ReadSupergraph = (signal: AbortSignal) => Promise<string | undefined>;

const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 5_000;

/**
 * A source of supergraphs that is asked again and again. The first one is waited for; one that is
 * broken is refused at the start (CONFIGURATION_INVALID), and later leaves the one in use alone. A
 * source that cannot be asked is no reason to call the supergraph in use outdated: it is logged.
 */
export function polledSource(read: ReadSupergraph, options: PollOptions): SupergraphManager {
  return {
    async initialize(hooks) {
      const ending = new AbortController();
      const supergraphSdl = await readFirst(read, options);
      const polling = poll(read, options, hooks, ending.signal);
      return {
        supergraphSdl,
        cleanup: async () => {
          ending.abort();
          await polling;
        },
      };
    },
  };
}

async function readFirst(
  read: ReadSupergraph,
  { logger, signal = new AbortController().signal, pollIntervalMs }: PollOptions,
): Promise<string> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, MAX_WAIT_MS)) {
    try {
      const sdl = await read(signal);
      if (sdl !== undefined) return sdl;
      logger.warn({ why: 'there is nothing in it yet' }, 'Waiting for the first supergraph');
    } catch (error) {
      if (isMetamorphosisError(error, 'CONFIGURATION_INVALID') || pollIntervalMs === 0) throw error;
      logger.warn({ why: messageOf(error) }, 'Waiting for the first supergraph');
    }
    await pause(waitMs, signal);
    if (signal.aborted) throw errors.CLOSED(['The gateway, while it waited for a supergraph,']);
  }
}

/** Never rejects. */
async function poll(
  read: ReadSupergraph,
  { logger, pollIntervalMs }: PollOptions,
  { update, refused }: SupergraphHooks,
  signal: AbortSignal,
): Promise<void> {
  if (pollIntervalMs === 0) return;
  // What stays wrong is told once.
  let told: string | undefined;
  for (;;) {
    await pause(pollIntervalMs, signal);
    if (signal.aborted) return;
    try {
      const sdl = await read(signal);
      told = undefined;
      if (sdl !== undefined) await update(sdl);
    } catch (error) {
      const why = messageOf(error);
      if (signal.aborted || why === told) continue;
      told = why;
      if (isMetamorphosisError(error, 'CONFIGURATION_INVALID')) {
        logger.error({}, `A new supergraph is refused; the one in use stays. ${why}`);
        refused?.(why);
      } else {
        logger.warn({ why }, 'The source of the supergraph cannot be asked; the one in use stays');
      }
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
