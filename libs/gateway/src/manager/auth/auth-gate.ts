import { createHash, timingSafeEqual } from 'node:crypto';
import { errors, type MetamorphosisError } from '@metamorphosis/contract';
import { pause, type Logger } from '@metamorphosis/core';

const ADVICE =
  "Send the manager's auth code in the header x-auth-code, or as the argument authCode of every root field.";

/** How wrong codes are answered. */
export interface AuthLimits {
  /** The answer to a wrong code waits so long for each wrong one of the last minute... @default 250 */
  readonly delayMs: number;
  /** ...and so long at most. @default 1000 */
  readonly maxDelayMs: number;
  /** Wrong codes a minute after which an address has to wait, with the right one too. @default 50 */
  readonly maxFailures: number;
}

const DEFAULTS: AuthLimits = { delayMs: 250, maxDelayMs: 1000, maxFailures: 50 };
const WINDOW_MS = 60_000;
/** More addresses are not kept apart: who comes with so many is one attacker. */
const MAX_ADDRESSES = 1000;

/** Compares codes with the right one, in constant time, and slows down who guesses. */
export class AuthGate {
  private readonly digest: Buffer;
  private readonly limits: AuthLimits;
  /** Times of the failures of the last minute, by address. */
  private readonly failures = new Map<string, number[]>();

  constructor(
    code: string,
    private readonly logger: Logger,
    limits: Partial<AuthLimits> = {},
    private readonly now: () => number = Date.now,
  ) {
    this.digest = digestOf(code);
    this.limits = { ...DEFAULTS, ...limits };
  }

  /**
   * Undefined when all of the codes are right; else why not (UNAUTHENTICATED). No code at all is no guess:
   * it is refused at once and not counted. Never rejects, and never tells a code.
   */
  async admit(
    codes: readonly string[],
    address: string,
    signal?: AbortSignal,
  ): Promise<MetamorphosisError | undefined> {
    if (codes.length === 0) return errors.UNAUTHENTICATED([`No auth code was sent. ${ADVICE}`]);
    const failed = this.recent(address);
    if (failed.length >= this.limits.maxFailures) {
      const retryAfterMs = Math.max(1, (failed[0] ?? 0) + WINDOW_MS - this.now());
      return errors.UNAUTHENTICATED(
        [`Too many wrong auth codes came from your address. ${ADVICE}`],
        {
          details: { retryAfterMs },
        },
      );
    }
    // Every code is compared, whatever the first comparison says.
    const right = codes.map((code) => timingSafeEqual(digestOf(code), this.digest));
    if (right.every(Boolean)) return undefined;
    const count = this.count(address);
    this.logger.warn({ address, failures: count }, 'a wrong auth code was sent to the manager');
    await pause(Math.min(this.limits.delayMs * count, this.limits.maxDelayMs), signal);
    return errors.UNAUTHENTICATED([`The auth code is wrong. ${ADVICE}`]);
  }

  private count(address: string): number {
    const failed = [...this.recent(address), this.now()];
    const key = this.keyOf(address);
    // The address that failed last stands last: the map is trimmed at its front.
    this.failures.delete(key);
    this.failures.set(key, failed);
    return failed.length;
  }

  private recent(address: string): readonly number[] {
    const since = this.now() - WINDOW_MS;
    return (this.failures.get(this.keyOf(address)) ?? []).filter((at) => at > since);
  }

  private keyOf(address: string): string {
    return this.failures.has(address) || this.failures.size < MAX_ADDRESSES ? address : 'others';
  }
}

/** Equal lengths for the comparison, whatever was sent. */
function digestOf(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}
