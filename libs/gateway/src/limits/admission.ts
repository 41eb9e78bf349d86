import { errors } from '@metamorphosis/contract';
import { DEFAULT_LIMITS } from './default-limits.js';
import type { LoadCounter } from './load.js';

/** How much a process takes in hand at a time. */
export interface AdmissionLimits {
  /** Requests over HTTP, and queries and mutations over WebSocket. @default 2000 */
  readonly maxRequests?: number;
  /** WebSockets. @default 20000 */
  readonly maxSockets?: number;
  /** Subscriptions, over whatever. @default 50000 */
  readonly maxSubscriptions?: number;
}

/** Gives a place back; only the first call counts. */
export type Release = () => void;

/**
 * Decides what is taken in hand. What is beyond the bounds is refused at once, before it costs
 * anything, so that what is in hand is finished in time.
 */
export class Admission {
  private readonly limits: Required<AdmissionLimits>;
  private subscriptions = 0;

  constructor(
    {
      maxRequests = DEFAULT_LIMITS.maxRequests,
      maxSockets = DEFAULT_LIMITS.maxSockets,
      maxSubscriptions = DEFAULT_LIMITS.maxSubscriptions,
    }: AdmissionLimits,
    private readonly load: LoadCounter,
    private readonly shed: (what: 'request' | 'subscription' | 'socket') => void = () => undefined,
  ) {
    this.limits = { maxRequests, maxSockets, maxSubscriptions };
  }

  /** Throws OVERLOADED. */
  request(): Release {
    const { maxRequests } = this.limits;
    if (this.load.requests >= maxRequests) {
      this.shed('request');
      throw errors.OVERLOADED([maxRequests]);
    }
    this.load.requests += 1;
    return once(() => (this.load.requests -= 1));
  }

  /** Throws TOO_MANY_OPERATIONS. */
  subscription(): Release {
    const { maxSubscriptions } = this.limits;
    if (this.subscriptions >= maxSubscriptions) {
      this.shed('subscription');
      throw errors.TOO_MANY_OPERATIONS([maxSubscriptions, 'in this process']);
    }
    this.subscriptions += 1;
    return once(() => (this.subscriptions -= 1));
  }

  /** Undefined when there is no place. */
  socket(): Release | undefined {
    if (this.load.sockets >= this.limits.maxSockets) {
      this.shed('socket');
      return undefined;
    }
    this.load.sockets += 1;
    return once(() => (this.load.sockets -= 1));
  }
}

function once(release: () => unknown): Release {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    release();
  };
}
