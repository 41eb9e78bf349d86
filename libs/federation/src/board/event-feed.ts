import { errors, eventTopic, type Secrets } from '@metamorphosis/contract';
import type { Board } from '@metamorphosis/core';
import type { Feed, SubscriptionRequest } from '../subscription/subscription-source.js';
import type { Alike, AlikeSubscribers } from './alike-subscribers.js';
import type { CursorSigner } from './cursor-signer.js';
import { readCursor, type CursorScope, type StreamPositions } from './cursor.js';
import type { EventForms } from './event-forms.js';
import { EventSubscriber, type SubscriberTerms } from './event-subscriber.js';
import type { FeedSpec } from './feed-spec.js';
import { interestIn } from './interest.js';
import type { FollowedTopic, StreamHub } from './stream-hub.js';
import type { TopicDirectory } from './topic-directory.js';

/** What event feeds need. */
export interface EventFeedOptions {
  readonly board: Board;
  readonly topics: TopicDirectory;
  readonly hub: StreamHub;
  readonly secrets: Secrets;
  readonly signer: CursorSigner;
  readonly alike: AlikeSubscribers;
  readonly maxBufferedEvents: number;
  readonly forms?: EventForms | undefined;
}

/**
 * Subscribes to events of a service: from now on, or from where a cursor says (CURSOR_INVALID,
 * CURSOR_EXPIRED). Rejects with UNAVAILABLE.
 */
export async function openEventFeed(
  request: SubscriptionRequest,
  service: string,
  { types, filter }: Extract<FeedSpec, { kind: 'events' }>,
  options: EventFeedOptions,
): Promise<Feed> {
  const { hub, secrets, signer, alike, maxBufferedEvents, forms } = options;
  const scope: CursorScope = {
    field: `${request.url}#${request.field.name}`,
    args: request.args,
    subject: request.context.subject,
  };
  // Signed wrongly it is refused before anybody is asked anything.
  const resumed =
    request.cursor === undefined ? undefined : readCursor(secrets, scope, request.cursor);
  const name = eventTopic(service);
  const topic = await hub.topic(service);
  const from = resumed
    ? await checkedPositions(name, topic, resumed, options)
    : await presentPositions(name, topic, options);
  const same = alike.join(scope, topic.incarnation, () => ({
    interest: interestIn(types, request.args, filter),
    maxBuffered: maxBufferedEvents,
    sign: signer.of(scope, topic.incarnation),
    // Another supergraph may have taken over since it was read.
    ...(forms && { renew: renewed(service, forms) }),
  }));
  return follow(options, topic, same, from);
}

/** Apart, as is what else lasts: what a subscriber holds on to shall not hold its request. */
function follow(
  { hub, alike }: EventFeedOptions,
  topic: FollowedTopic,
  same: Alike,
  from: readonly number[],
): EventSubscriber {
  let stop: () => void = () => undefined;
  const subscriber = new EventSubscriber(same.terms, from, () => {
    stop();
    alike.leave(same);
  });
  stop = hub.follow(topic, subscriber, from);
  return subscriber;
}

function renewed(service: string, forms: EventForms): NonNullable<SubscriberTerms['renew']> {
  return (event) =>
    forms.isCurrent(event)
      ? event
      : forms.bring(service, [event]).then(([brought]) => brought ?? event);
}

/** Where the streams stand now; where there is none yet, the end of the log: the relay will come to it. */
async function presentPositions(
  name: string,
  { incarnation, partitions }: FollowedTopic,
  { board, topics }: EventFeedOptions,
): Promise<number[]> {
  const positions = await Promise.all(
    Array.from({ length: partitions }, (_, partition) =>
      board.streamPosition({ topic: name, incarnation, partition }),
    ),
  );
  if (positions.every(({ next }) => next !== undefined)) {
    return positions.map(({ next }) => next ?? 0);
  }
  const ends = new Map((await topics.topicEnd(name)).map(({ partition, end }) => [partition, end]));
  return positions.map(({ next }, partition) => next ?? ends.get(partition) ?? 0);
}

/** Refuses positions that cannot be gone on from without a gap. */
async function checkedPositions(
  name: string,
  { incarnation, partitions }: FollowedTopic,
  resumed: StreamPositions,
  { board, topics }: EventFeedOptions,
): Promise<readonly number[]> {
  if (resumed.incarnation !== incarnation || resumed.next.length !== partitions) {
    throw errors.CURSOR_EXPIRED([]);
  }
  const ends = await topics.topicEnd(name);
  await Promise.all(
    resumed.next.map(async (next, partition) => {
      const range = ends.find((other) => other.partition === partition);
      // Beyond the end: the log is not the one that the cursor was given for.
      if (range && next > range.end) throw errors.CURSOR_EXPIRED([]);
      const slice = await board.readStream({ topic: name, incarnation, partition }, next, 1);
      // A stream that the board lost is rebuilt from the log, as far back as that one goes.
      if (next < (slice ? slice.earliest : (range?.earliest ?? 0))) throw errors.CURSOR_EXPIRED([]);
    }),
  );
  return resumed.next;
}
