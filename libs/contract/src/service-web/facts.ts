import type { Recycling } from './desired-state.js';

/** The board's kind of presence under which nodes announce themselves. */
export const NODE_PRESENCE = 'node';

/** Where a worker process stands. */
export type WorkerState =
  | 'STARTING'
  | 'UP'
  /** Up, and cannot work at the moment: `reasons` say why. */
  | 'NOT_READY'
  /** Asked to leave: finishes what it has in hand. */
  | 'DRAINING'
  /** Crashed, waits for its next start. */
  | 'RESTARTING'
  /** Crashed again and again: it is started seldom until it stays up. */
  | 'CRASH_LOOP';

/** A record that is in hand. */
export interface RecordInHand {
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  /** RFC 3339: since when it is handled. */
  readonly since: string;
}

/** One consumer inside one worker process. */
export interface ConsumerStatus {
  readonly name: string;
  readonly group: string;
  readonly topics: readonly string[];
  /** A member of its group, connected. */
  readonly joined: boolean;
  readonly paused: boolean;
  readonly concurrency: number;
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[];
  /** Since the process started. */
  readonly recordsHandled: number;
  readonly retries: number;
  readonly deadLetters: number;
  /** Records fetched and not yet ended. */
  readonly inHand: number;
  /** Of these, how many are being handled. */
  readonly running: number;
  /** Partitions that stand still: a key of theirs has as many records in the retry table as it may have. */
  readonly fullPartitions: readonly { readonly topic: string; readonly partition: number }[];
  /** Records a second over the last seconds. */
  readonly rate: number;
  /** From the log's time of a record to its end, over the last seconds; absent without records. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** The log's time of the oldest record in hand, milliseconds since the epoch. */
  readonly oldestInHandAt?: number;
}

/** What a worker process tells of itself, about once a second. */
export interface WorkerStatus {
  readonly memoryBytes: number;
  /** Of one core, 0 to 1 and more. */
  readonly cpu: number;
  readonly consumers: readonly ConsumerStatus[];
  /** The record that has been in a handler longest. */
  readonly currentRecord?: RecordInHand;
  /** What waits in the service's store; told by the one worker that publishes for it. */
  readonly backlog?: StoreBacklog;
}

/** What waits in a service's store. */
export interface StoreBacklog {
  /** Events and copies that are committed and not yet on the log. */
  readonly unpublished: number;
  /** When the oldest of them was made, RFC 3339. */
  readonly oldestUnpublishedAt?: string;
  /** Records in the retry table, by consumer: those that are to be tried again, and those that wait behind them. */
  readonly parked: Readonly<Record<string, number>>;
}

/** A worker process as its node sees it. */
export interface WorkerFacts {
  readonly service: string;
  readonly pid: number;
  readonly state: WorkerState;
  readonly reasons: readonly string[];
  /** RFC 3339. */
  readonly startedAt: string;
  readonly restarts: number;
  /** How the process before it ended, or what that said before, when it crashed. */
  readonly lastCrash?: string;
  /** The consumers it is to run. */
  readonly consumers: readonly string[];
  /** Whether it belongs to one consumer, or is the shared one of its service. */
  readonly shared: boolean;
  readonly status?: WorkerStatus;
}

/** A worker process that crashed and waits for its next start. */
export interface DownWorker {
  readonly service: string;
  readonly state: 'RESTARTING' | 'CRASH_LOOP';
  readonly consumers: readonly string[];
  readonly restarts: number;
  /** How it ended, or what it said before. */
  readonly reason: string;
  /** RFC 3339. */
  readonly since: string;
}

/** A consumer as its node runs it. */
export interface ConsumerFacts {
  readonly service: string;
  readonly name: string;
  readonly group: string;
  readonly topics: readonly string[];
  /** Processes that are to run it here: 1 when it lives in the shared worker. */
  readonly desiredProcesses: number;
  /** Processes here in which it has joined its group. */
  readonly actualProcesses: number;
  readonly paused: boolean;
  readonly concurrency: number;
  readonly recycling: Recycling;
}

/** What a node announces with each heartbeat. */
export interface NodeFacts {
  readonly pid: number;
  readonly host: string;
  /** Of the platform. */
  readonly version: string;
  /** RFC 3339. */
  readonly startedAt: string;
  /** RFC 3339: of this heartbeat. */
  readonly at: string;
  readonly drained: boolean;
  /** It was asked to stop and is about to leave: when its presence ends, it was not lost. */
  readonly stopping?: boolean;
  /** Version (offset) of the desired state that it has read; -1: none there. */
  readonly adoptedVersion: number;
  readonly services: readonly string[];
  readonly consumers: readonly ConsumerFacts[];
  /** Processes that live. */
  readonly workers: readonly WorkerFacts[];
  /** Processes that ought to live and do not: they crashed, and wait for their next start. */
  readonly down: readonly DownWorker[];
  /**
   * Instances of workers that nodes ended themselves, as far as this one knows: a node that starts later learns of them
   * here. Absent in nodes of earlier versions.
   */
  readonly endedWorkers?: readonly string[];
  readonly machine: MachineFacts;
}

/** The machine that a node runs on. */
export interface MachineFacts {
  readonly cpus: number;
  /** Share of all cores in use, 0 to 1, since the last heartbeat. */
  readonly cpu: number;
  readonly memoryTotalBytes: number;
  readonly memoryFreeBytes: number;
  /** Of the file system with the working folder. */
  readonly diskTotalBytes: number;
  readonly diskFreeBytes: number;
  /** One, five and fifteen minutes. */
  readonly load: readonly number[];
  /** Bytes a second since the last heartbeat; absent where the system does not tell. */
  readonly networkReceivedPerSecond?: number;
  readonly networkSentPerSecond?: number;
}
