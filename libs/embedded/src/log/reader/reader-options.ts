import type { ReadOptions } from '@metamorphosis/core';

/** Read options with nothing left open. */
export interface CompiledReadOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly startAt: ReadOptions['startAt'];
  readonly sessionTimeoutMs: number;
  readonly revokeTimeoutMs: number;
}

/** Puts the port's defaults in. */
export function compileReadOptions(options: ReadOptions): CompiledReadOptions {
  return {
    group: options.group,
    topics: [...new Set(options.topics)],
    startAt: options.startAt,
    sessionTimeoutMs: options.sessionTimeoutMs ?? 6_000,
    revokeTimeoutMs: options.revokeTimeoutMs ?? 5000,
  };
}
