import { errors, type Secrets } from '@metamorphosis/contract';
import type { Board, Lifecycle, Logger, OutcomeLookup } from '@metamorphosis/core';
import type {
  Feed,
  SubscriptionRequest,
  SubscriptionSource,
} from '../subscription/subscription-source.js';
import { AlikeSubscribers } from './alike-subscribers.js';
import { CursorSigner } from './cursor-signer.js';
import { openEventFeed } from './event-feed.js';
import { EventForms, type UpcastEvents } from './event-forms.js';
import { readFeedSpec, type FeedReader } from './feed-spec.js';
import { openResultFeed } from './result-feed.js';
import { StreamHub } from './stream-hub.js';
import type { TopicDirectory } from './topic-directory.js';

/** What the board's subscriptions stand on. The board stays open when the source closes. */
export interface BoardSourceOptions {
  readonly board: Board;
  readonly topics: TopicDirectory;
  readonly lookup: OutcomeLookup;
  /** Sign cursors. */
  readonly secrets: Secrets;
  readonly logger: Logger;
  /** Events kept for a subscriber that reads too slowly. @default 1024 */
  readonly maxBufferedEvents?: number;
  /** How often to look whether a followed topic was made anew. @default 10000 */
  readonly incarnationCheckMs?: number;
  /** Tells what feeds a field. @default `@subscribe` does */
  readonly readFeed?: FeedReader;
  /** Brings events that an older version of their service wrote to the form of today. @default they are shown as they are */
  readonly upcast?: UpcastEvents;
}

const SCHEME = 'board:';

/** Feeds the subscriptions of subgraphs with the address `board:<service>`: results and events. */
export function createBoardSource(options: BoardSourceOptions): SubscriptionSource & Lifecycle {
  const { maxBufferedEvents = 1024, readFeed = readFeedSpec } = options;
  const { upcast, logger } = options;
  const forms = upcast && new EventForms({ upcast, logger });
  const hub = new StreamHub({ ...options, forms });
  const signer = new CursorSigner(options.secrets);
  const alike = new AlikeSubscribers();
  return {
    async open(request: SubscriptionRequest): Promise<Feed> {
      const service = request.url.slice(SCHEME.length);
      const spec = readFeed(request.field, request.schema);
      if (spec.kind === 'events') {
        return openEventFeed(request, service, spec, {
          ...options,
          hub,
          signer,
          alike,
          maxBufferedEvents,
          forms,
        });
      }
      if (request.cursor !== undefined) throw errors.CURSOR_INVALID([]);
      return openResultFeed(request, service, spec.command, options);
    },
    use: (schema) => forms?.use(schema),
    close: () => hub.close(),
    [Symbol.asyncDispose]: () => hub.close(),
  };
}
