import type { Board, EventLog, Lifecycle, Logger, Readiness } from '@metamorphosis/core';
import type { AuthLimits } from './auth/auth-gate.js';

/** What a manager stands on. Board, log and readiness stay the caller's: closing the manager leaves them open. */
export interface ManagerOptions {
  /** The code that opens it. Never logged, sent or written. */
  readonly authCode: string;
  readonly board: Board;
  readonly log: EventLog;
  /** Unique among all processes. */
  readonly instance: string;
  readonly readiness: Readiness;
  readonly logger: Logger;
  /** `development` shows messages of internal errors. */
  readonly mode: 'development' | 'production';
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** 0 takes a free one. @default 4001 */
  readonly port?: number;
  /** How long answers of nodes are waited for. @default 20000 */
  readonly timeoutMs?: number;
  /** How requests in hand are finished when it closes, at most. @default 10000 */
  readonly drainTimeoutMs?: number;
  readonly auth?: Partial<AuthLimits>;
  /** Stops waiting for log and board at the start. */
  readonly signal?: AbortSignal;
}

/** A manager that listens. */
export interface Manager extends Lifecycle {
  /** `http://127.0.0.1:4001/graphql` */
  readonly url: string;
  readonly port: number;
}
