/** What a gateway has in hand just now. */
export interface Load {
  /** Requests over HTTP that are not answered yet; streams are none of these. */
  readonly requests: number;
  readonly sockets: number;
  /** Streams over HTTP. */
  readonly streams: number;
  /** Subscriptions that run, whatever they are delivered by. */
  readonly subscriptions: number;
}

/** Counts it. */
export class LoadCounter implements Load {
  requests = 0;
  sockets = 0;
  streams = 0;
  subscriptions = 0;

  /** As it is now. */
  snapshot(): Load {
    const { requests, sockets, streams, subscriptions } = this;
    return { requests, sockets, streams, subscriptions };
  }
}
