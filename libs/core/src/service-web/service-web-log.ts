import { SERVICE_WEB_TOPIC, wishKey, type Wish } from '@metamorphosis/contract';
import type { Lifecycle } from '../lifecycle/lifecycle.js';
import type { Logger } from '../lifecycle/logger.js';
import { untilReachable } from '../lifecycle/until-reachable.js';
import type { EventLog, LogHealth, LogRecord } from '../log/event-log.js';
import { DesiredState } from './desired-state.js';
import { parseWish } from './parse-wish.js';

/** Makes the topic of desired state when it is missing. Rejects like `createTopics`. */
export function createServiceWebTopic(log: EventLog): Promise<void> {
  return log.createTopics([
    { name: SERVICE_WEB_TOPIC, partitions: 1, retentionMs: 'unlimited', compacted: true },
  ]);
}

/**
 * Writes wishes down; answers the version of the last one. What was written stands for nodes that start
 * later too. Rejects with UNAVAILABLE, or with ACCEPTANCE_UNKNOWN: then it may stand, and doing it
 * again does no harm.
 */
export async function writeWishes(
  log: Pick<EventLog, 'append'>,
  wishes: readonly Wish[],
): Promise<number> {
  const records = wishes.map((wish) => ({
    key: wishKey(wish),
    value: JSON.stringify(wish),
    headers: { 'mm-version': '1' },
  }));
  const positions = await log.append(SERVICE_WEB_TOPIC, records);
  return Math.max(...positions.map(({ offset }) => offset));
}

/** What following needs. */
export interface FollowDesiredStateOptions {
  readonly log: EventLog;
  /** Who follows: each of them reads everything, as a group of its own that commits nothing. */
  readonly name: string;
  /** Called after everything that was there at the start was read, and from then on after each change. */
  readonly onChange: (state: DesiredState) => void;
  readonly onHealth?: (health: LogHealth) => void;
  readonly logger: Logger;
  /** Stops waiting for the log at the start. */
  readonly signal: AbortSignal;
}

/** Somebody who keeps up with desired state. */
export interface DesiredStateFollower extends Lifecycle {
  readonly state: DesiredState;
}

/**
 * Reads desired state from its beginning, and resolves once it has read what stood there at the start;
 * then keeps up. A record that is no wish is passed over with a warning. Rejects when `signal` is aborted.
 */
export async function followDesiredState(
  options: FollowDesiredStateOptions,
): Promise<DesiredStateFollower> {
  const { log, name, logger, signal } = options;
  const state = new DesiredState();
  const end = await untilReachable(
    'the log',
    async () => {
      await createServiceWebTopic(log);
      const [range] = await log.ranges(SERVICE_WEB_TOPIC);
      return range?.end ?? 0;
    },
    logger,
    signal,
  );
  const caughtUp = Promise.withResolvers<void>();
  let isLive = end === 0;
  if (isLive) caughtUp.resolve();
  const take = (record: LogRecord): void => {
    const wish = parseWish(record);
    if (wish) state.apply(wish, record.offset);
    else {
      state.passed(record.offset);
      logger.warn(
        { offset: record.offset, key: record.key },
        'a record of desired state is no wish; it is passed over',
      );
    }
  };
  const reader = log.read(
    {
      group: `${SERVICE_WEB_TOPIC}.${name}`,
      topics: [SERVICE_WEB_TOPIC],
      startAt: () => Promise.resolve(0),
    },
    {
      onAssigned: () => undefined,
      onRevoked: () => Promise.resolve(),
      onRecords: (_assignment, records) => {
        for (const record of records) take(record);
        if (isLive) options.onChange(state);
        else if (state.version >= end - 1) {
          isLive = true;
          caughtUp.resolve();
        }
      },
      onHealth: (health) => options.onHealth?.(health),
    },
  );
  const onAbort = (): void => caughtUp.reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    await caughtUp.promise;
  } catch (error) {
    await reader.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  options.onChange(state);
  return {
    state,
    close: () => reader.close(),
    [Symbol.asyncDispose]: () => reader.close(),
  };
}
