import type { IncomingMessage } from 'node:http';
import { errors, isMetamorphosisError, type MetamorphosisError } from '@metamorphosis/contract';
import { createMemoryCache, type Cache, type Logger } from '@metamorphosis/core';
import type { RequestContext } from '@metamorphosis/federation';
import { addressOf } from './address-of.js';

/** What operations of one caller may cost in a minute. */
export interface BudgetOptions {
  /** What they may cost together; each at least 1. */
  readonly max: number;
  /** Counts it, for all gateways that share it. Stays the caller's to close. @default a cache in this process */
  readonly cache?: Cache;
  /**
   * The header in which the proxy in front says whose request it is; the last address of a list. Only where
   * every request comes through that proxy: anybody can send the header. @default the socket's address
   */
  readonly addressHeader?: string;
}

const MINUTE_MS = 60_000;

/**
 * What callers have used up of their minute: by their subject, or by their address while nobody knows them (IPv6: by
 * its first half, which one customer has to itself). Minutes are the clock's. While the cache is away
 * this process counts for itself.
 */
export class CostBudget {
  private readonly cache: Cache;
  private readonly local = createMemoryCache();
  private away = false;

  constructor(
    private readonly options: BudgetOptions,
    private readonly logger: Logger,
    private readonly now: () => number = Date.now,
  ) {
    this.cache = options.cache ?? this.local;
  }

  /** The same context, with whose account it goes on. */
  payedBy(context: RequestContext, request: IncomingMessage): RequestContext {
    const { subject } = context;
    const payer =
      subject === undefined
        ? `address ${addressOf(request, this.options.addressHeader)}`
        : `subject ${subject}`;
    return { ...context, payer };
  }

  /** Takes it from the caller's budget; BUDGET_EXHAUSTED, and nothing is taken, when that is not enough. */
  async charge(
    { payer }: RequestContext,
    estimate: number,
  ): Promise<MetamorphosisError | undefined> {
    if (payer === undefined) return undefined;
    const { max } = this.options;
    const cost = Math.max(1, Math.ceil(estimate));
    const now = this.now();
    const minute = Math.floor(now / MINUTE_MS);
    if (await this.take(`cost:${minute}:${payer}`, cost)) return undefined;
    const retryAfterMs = (minute + 1) * MINUTE_MS - now;
    const details = { cost, allowed: max, retryAfterMs };
    const seconds = Math.ceil(retryAfterMs / 1000);
    return errors.BUDGET_EXHAUSTED([cost, max, seconds], { details });
  }

  private async take(key: string, cost: number): Promise<boolean> {
    const { max } = this.options;
    try {
      // A minute longer than it is needed: clocks of gateways differ.
      const taken = await this.cache.take(key, cost, max, 2 * MINUTE_MS);
      this.away = false;
      return taken;
    } catch (error) {
      if (!isMetamorphosisError(error)) throw error;
      if (!this.away) this.logger.warn({ err: error }, 'What callers use up is counted here alone');
      this.away = true;
      return this.local.take(key, cost, max, 2 * MINUTE_MS);
    }
  }
}
