import { DEFAULT_BREAKER, type BreakerOptions } from './circuit-breaker.js';

/** How often a query is sent again that a subgraph did not answer. Mutations never are. */
export interface RetryOptions {
  /** Beyond the first; 0: never. @default 1 */
  readonly attempts?: number;
  /** Before the first of them; the wait doubles, less up to a half by chance. @default 50 */
  readonly firstMs?: number;
  /** @default 1000 */
  readonly maxMs?: number;
}

/** How one subgraph is asked. */
export interface TrafficOptions {
  /** Sockets to one subgraph. A SYNC command holds one while it waits. @default 256 */
  readonly connections?: number;
  /** How long a request may take, each attempt for itself. Longer than the longest SYNC timeout. @default 60000 */
  readonly timeoutMs?: number;
  readonly retries?: RetryOptions;
  /** False: it is always asked. */
  readonly breaker?: BreakerOptions | false;
}

/** What holds where nothing else is said. */
export const DEFAULT_TRAFFIC = {
  connections: 256,
  timeoutMs: 60_000,
  retries: { attempts: 1, firstMs: 50, maxMs: 1_000 },
  breaker: DEFAULT_BREAKER,
} as const;

/** Answers of proxies and servers that took no request in hand. */
const PASSING = new Set([502, 503, 504]);

/** Whether a status says that the subgraph itself did not answer, and may in a moment. */
export function isPassing(status: number): boolean {
  return PASSING.has(status);
}

/** The wait before the n-th repetition (from 0). */
export function waitBefore(n: number, { firstMs, maxMs }: Required<RetryOptions>): number {
  return Math.min(maxMs, firstMs * 2 ** n) * (0.5 + Math.random() / 2);
}
