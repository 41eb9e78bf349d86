import { z } from 'zod';
import {
  DEFAULT_FOREIGN,
  type ForeignSubscriptionOptions,
  type ForeignTraffic,
} from '@metamorphosis/federation';
import { again } from './again.js';
import { duration, flag, present, shown, text } from './units.js';

const common = {
  shared: flag
    .optional()
    .describe(
      'Callers whom the subgraph cannot tell apart share one subscription to it, where they ask for the same. Default: true.',
    ),
  connectTimeout: duration
    .optional()
    .describe(
      `How long a connection may take to be acknowledged. Default: ${shown(DEFAULT_FOREIGN.connectTimeoutMs)}.`,
    ),
  heartbeat: duration
    .optional()
    .describe(
      `How often a silent subgraph is asked whether it is there; one that does not answer is lost. Default: ${shown(DEFAULT_FOREIGN.heartbeatMs)}.`,
    ),
  reconnect: again(
    1000,
    'How often a connection is tried again that was lost, until subscriptions end with `SUBGRAPH_UNAVAILABLE`; 0: they end at once.',
    DEFAULT_FOREIGN.reconnect,
  ),
};

const address = text
  .refine(
    (value) => URL.canParse(value) && /^wss?:$/.test(new URL(value).protocol),
    'must be a URL that begins with ws:// or wss://',
  )
  .optional()
  .describe(
    'Where the subgraph takes WebSockets. Default: the address of its requests, with ws for http.',
  );

/** How subscriptions are reached that subgraphs serve themselves. */
export const subscriptions = z
  .strictObject({
    all: z.strictObject(common).prefault({}).describe('For all subgraphs.'),
    subgraphs: z
      .record(z.string(), z.strictObject({ url: address, ...common }))
      .prefault({})
      .describe('What differs for a subgraph, by its name.'),
  })
  .prefault({})
  .transform(({ all, subgraphs }): ForeignSubscriptionOptions => ({
    ...compiled(all),
    subgraphs: Object.fromEntries(
      Object.entries(subgraphs).map(([name, own]) => [name, compiled(own)]),
    ),
  }));

interface Written {
  readonly url?: string | undefined;
  readonly shared?: boolean | undefined;
  readonly connectTimeout?: number | undefined;
  readonly heartbeat?: number | undefined;
  readonly reconnect?: ForeignTraffic['reconnect'] | undefined;
}

function compiled({ url, shared, connectTimeout, heartbeat, reconnect }: Written): ForeignTraffic {
  return present({
    url,
    shared,
    connectTimeoutMs: connectTimeout,
    heartbeatMs: heartbeat,
    reconnect,
  });
}
