import type { DeadLetterRequest } from '../service-web/dead-letter-requests.js';
import type { RecordInHand, WorkerStatus } from '../service-web/facts.js';

/** What a supervised process tells its supervisor over the IPC channel. */
export type ProcessMessage =
  /** It is up. `facts` are for people and the service web. */
  | { readonly kind: 'ready'; readonly facts: Readonly<Record<string, unknown>> }
  /** Its readiness changed; `reasons` name what is down. */
  | { readonly kind: 'readiness'; readonly ready: boolean; readonly reasons: readonly string[] }
  /** It cannot start, and says why before it exits. */
  | { readonly kind: 'failed'; readonly message: string }
  /** Its event loop was blocked for so long that it ends itself; `where` and `record` say what it was at. */
  | {
      readonly kind: 'hung';
      readonly blockedMs: number;
      readonly where: string;
      readonly record?: RecordInHand;
    }
  /** Workers that were asked to describe themselves (`--describe`): the consumers of the service. */
  | { readonly kind: 'description'; readonly consumers: readonly ConsumerDescription[] }
  /** Workers, about once a second, and at once when orders have come into effect. */
  | { readonly kind: 'status'; readonly status: WorkerStatus }
  /** A gateway: the answer to `serve`, in the order of those. `refused`: why what it served before goes on. */
  | { readonly kind: 'serving'; readonly refused?: string }
  /** Workers: the answer to an `ask`. */
  | { readonly kind: 'answer'; readonly id: string; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly id: string; readonly message: string };

/** A consumer of a service, as its code declares it. `commands` first, then by name. */
export interface ConsumerDescription {
  readonly name: string;
  readonly kind: 'commands' | 'events';
  readonly group: string;
  readonly topics: readonly string[];
  /** Absent: its handlers say it one by one. */
  readonly guarantee?: ConsumerGuarantee;
}

/** How often the effects of a record happen (docs/guarantees.md). */
export type ConsumerGuarantee = 'effectively-once' | 'at-least-once' | 'at-most-once';

/** Arguments of a worker's program. */
export const WORKER_ARGS = {
  /** Tells its consumers by a `description`, and ends. Opens nothing. */
  describe: '--describe',
  /** Takes the consumers it runs from the `run` orders of its supervisor, and waits for the first. */
  ordered: '--ordered',
} as const;

/** What a supervisor tells a worker over the IPC channel. */
export type WorkerOrder =
  /** The consumers it is to run from now on, each with its settings: the whole list, every time. */
  | {
      readonly kind: 'run';
      readonly consumers: readonly ConsumerOrder[];
      /**
       * Instances (owners of leases) of workers that nodes ended themselves, this one or another: killed for an
       * operator, or cut off at the deadline of their stop. What they had in hand is not to blame for their end.
       */
      readonly endedOnPurpose?: readonly string[];
    }
  /** Asks something of the service's store; answered with `answer` or `refusal`. */
  | { readonly kind: 'ask'; readonly id: string; readonly request: DeadLetterRequest };

/** What a supervisor tells a gateway over the IPC channel. */
export interface GatewayOrder {
  /** Compose from these services from now on, in place of those before; answered with `serving`. */
  readonly kind: 'serve';
  readonly services: readonly { readonly name: string; readonly url: string }[];
}

/** How often, and with which waits, a fault is tried again. */
export interface FaultOrder {
  /** Tries in all. */
  readonly maxAttempts?: number;
  /** Of these, so many are made at once, in place. */
  readonly inPlace?: number;
  /** The first wait; each further one is twice as long. */
  readonly firstMs?: number;
  readonly maxMs?: number;
}

/** How the faults of a consumer are retried. */
export interface RetryOrder extends FaultOrder {
  /**
   * What differs for errors of a type: of this `name`, this `code`, or of a class that is named so or derives from one
   * that is. `dead-letter`: no further try. Rejections are no faults, and are not concerned.
   */
  readonly byError?: Readonly<Record<string, FaultOrder | 'dead-letter'>>;
}

/** How a worker is to run one consumer. */
export interface ConsumerOrder {
  readonly name: string;
  readonly paused: boolean;
  /** Absent: the default. */
  readonly concurrency?: number;
  /** What it is relied on for: it does not start when its code declares another. Absent: whatever that declares. */
  readonly guarantee?: ConsumerGuarantee;
  /** How its faults are retried. Stands above what its code says; what is absent stays as that has it. */
  readonly retry?: RetryOrder;
  /** Where its group begins when it has never committed. @default 'earliest' */
  readonly startFrom?: 'earliest' | 'latest';
}

/** How processes of the platform end. */
export const EXIT_CODES = {
  /** Stopped as asked, nothing left in hand. */
  stopped: 0,
  /** Could not start, or broke down. */
  failed: 1,
  /** Asked to stop, and cut off: at the deadline, or by a second signal. */
  cutOff: 3,
} as const;
