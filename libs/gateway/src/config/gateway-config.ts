import { z } from 'zod';
import { DEFAULT_CACHE_BOUNDS } from '@metamorphosis/core';
import { DEFAULT_LIST_SIZE } from '@metamorphosis/federation';
import { authorization } from './authorization-config.js';
import { headerRule } from './header-rules-config.js';
import { limits } from './limits-config.js';
import { overrides } from './overrides-config.js';
import { subscriptions } from './subscriptions-config.js';
import { traffic } from './traffic-config.js';
import { duration, flag, headerName, store, text, url, whole } from './units.js';

const subgraph = z.strictObject({
  url: text.refine((value) => URL.canParse(value), 'must be a URL').describe('Where requests go.'),
  schema: text
    .optional()
    .describe('The file with its SDL, beside this one. Default: the running subgraph is asked.'),
});

const supergraph = z
  .strictObject({
    file: text.optional().describe('A composed supergraph, beside this file. It is watched.'),
    subgraphs: z
      .record(z.string(), subgraph)
      .optional()
      .describe('Subgraphs by name, composed here: from SDL in files, or from what runs.'),
    registry: z
      .strictObject({
        url: url.describe('Answers GET with the supergraph; its `ETag` is sent back.'),
        headers: z.record(z.string(), text).prefault({}).describe('Sent with each request: a key.'),
        timeout: duration.prefault('10s').describe('How long it may take to answer.'),
      })
      .optional()
      .describe('A registry that serves the composed supergraph.'),
    every: duration.prefault('5s').describe('How often it is looked for a newer one.'),
    warm: whole(0)
      .default(100)
      .describe('Of the operations used most, so many are planned before a newer one takes over.'),
  })
  .superRefine(({ file, subgraphs, registry }, context) => {
    const given = [file, subgraphs, registry].filter((source) => source !== undefined);
    if (given.length === 1) return;
    const message =
      'must have exactly one of file, subgraphs, registry (or say --supergraph <file>)';
    context.addIssue({ code: 'custom', message });
  });

const issuer = z.strictObject({
  issuer: text.describe("As the token's `iss` has it."),
  jwks: url.describe('Where its keys are published.'),
  audience: z
    .array(text)
    .optional()
    .describe("One of these has to stand in the token's `aud`. Default: any."),
});

/** Everything that gateway.yaml can say. What is read is complete: defaults are in it. */
export const gatewayConfig = z.strictObject({
  listen: z
    .strictObject({
      host: text.default('127.0.0.1').describe('The address to listen on.'),
      port: whole(0, 65_535).default(4000).describe('0 takes a free one.'),
    })
    .prefault({}),
  mode: z
    .enum(['development', 'production'], { error: 'must be development or production' })
    .default('development')
    .describe('`production` masks messages of internal errors and logs JSON.'),
  graphiql: flag.optional().describe('Serves GraphiQL at `/`. Default: in development.'),
  introspection: flag
    .default(true)
    .describe('Answers questions about the schema, and proposes names where one is mistyped.'),
  errors: z
    .strictObject({
      subgraphNames: flag
        .optional()
        .describe(
          'Tells clients which subgraph failed: in the message, or in `extensions.subgraph`. Default: in development.',
        ),
      shown: z
        .array(text)
        .prefault([])
        .describe(
          'Subgraphs whose errors are all meant for clients: message, code and other extensions. Default: those with a code of the catalogue are, and those that a service marks.',
        ),
    })
    .prefault({})
    .describe('What clients read of errors of subgraphs.'),
  supergraph: supergraph.describe(
    'Where the supergraph comes from: exactly one of `file`, `subgraphs` and `registry`, or `--supergraph <file>`.',
  ),
  platform: flag
    .optional()
    .describe(
      'Opens the log and the board that the environment names, for subgraphs at `board:` and `local:`. Default: when a file or subgraph named here has such.',
    ),
  headers: z
    .strictObject({
      all: z.array(headerRule).prefault([]).describe('For all subgraphs.'),
      subgraphs: z
        .record(z.string(), z.array(headerRule))
        .prefault({})
        .describe("By the subgraph's name; they stand above those for all."),
    })
    .prefault({})
    .describe("What of a client's request goes to subgraphs, besides the trace."),
  traffic: z
    .strictObject({
      all: traffic.prefault({}).describe('For all subgraphs.'),
      subgraphs: z
        .record(z.string(), traffic)
        .prefault({})
        .describe('What differs for a subgraph, by its name.'),
    })
    .prefault({})
    .describe('How subgraphs are asked.'),
  subscriptions: subscriptions.describe(
    'How subscriptions are reached that subgraphs serve themselves (graphql-transport-ws).',
  ),
  coalescing: z
    .strictObject({
      queries: flag
        .default(true)
        .describe('Identical queries of one caller under way share an answer.'),
      fetches: flag
        .default(true)
        .describe('So do identical requests to a subgraph that belong to queries.'),
    })
    .prefault({}),
  identity: z
    .strictObject({
      issuers: z.array(issuer).min(1, 'must name an issuer').describe('Whose tokens are taken.'),
      required: flag.default(false).describe('Refuses callers without a token.'),
      subjectClaim: text.default('sub').describe('The claim that names the caller.'),
    })
    .optional()
    .describe('How callers are identified. Default: nobody is.'),
  authorization: authorization.describe(
    'How it is decided who may see what `@requiresScopes` and `@policy` protect.',
  ),
  responseCache: z
    .strictObject({
      store: store.describe(
        'Where answers are kept: in this process, or in Redis for all gateways.',
      ),
      maxBytes: whole(1)
        .default(DEFAULT_CACHE_BOUNDS.maxBytes)
        .describe(
          'What `memory` keeps at most, two bytes a character; Redis has bounds of its own.',
        ),
    })
    .optional()
    .describe(
      'Keeps public answers for as long as `@cacheControl` says that they hold. Default: none are kept.',
    ),
  redis: z
    .strictObject({
      url: text
        .optional()
        .describe(
          'The Redis of whatever has `store: redis`: `redis://cache:6379`. Default: that of `REDIS_URL`.',
        ),
    })
    .prefault({}),
  overrides: overrides.describe(
    'For whom labels of `@override` hold: true for all, false for nobody, or callers by a claim. `percent(n)` holds by chance unless it is named here, others for nobody.',
  ),
  cost: z
    .strictObject({
      max: whole(1)
        .optional()
        .describe(
          'The highest estimate that is executed; beyond it: `LIMIT_EXCEEDED`. Default: any.',
        ),
      perMinute: z
        .strictObject({
          max: whole(1).describe(
            'What all operations of a caller together may cost in a minute of the clock; beyond it: `BUDGET_EXHAUSTED` (HTTP 429).',
          ),
          store: store.describe(
            'Where it is counted: in this process, or in Redis for all gateways.',
          ),
          addressHeader: headerName
            .optional()
            .describe(
              'The header in which the proxy in front says whose request it is; its last address counts. Only where every request comes through that proxy. Default: the address of the connection.',
            ),
        })
        .optional()
        .describe(
          'Callers are told apart by their subject, or by their address while nobody knows them. Default: they may use as much as they like.',
        ),
      listSize: whole(1)
        .default(DEFAULT_LIST_SIZE)
        .describe('Entries that a list is taken to have where `@listSize` says nothing.'),
    })
    .optional()
    .describe(
      'What an operation may cost, by `@cost` and `@listSize`. Default: it is not estimated.',
    ),
  documents: z
    .strictObject({
      persistedQueries: flag
        .default(true)
        .describe(
          'Remembers documents that clients send with their hash; later the hash is enough.',
        ),
      store: store.describe(
        'Where those are remembered: in this process, or also in Redis for all gateways.',
      ),
      trusted: text
        .optional()
        .describe(
          'A manifest of documents, beside this file: ids with texts, as graphql-codegen writes it (`persistedDocuments`), or that of Apollo. It is watched.',
        ),
      onlyTrusted: flag.default(true).describe('Refuses all others, once a manifest is named.'),
    })
    .prefault({})
    .describe('Documents that clients name instead of sending them.'),
  cors: z
    .strictObject({
      origins: z.array(text).prefault([]).describe('`https://shop.example`, or `*` for all.'),
    })
    .prefault({})
    .describe('Origins whose pages may read answers.'),
  csrfPrevention: flag
    .default(true)
    .describe('Refuses what any page could make a browser send without being asked.'),
  accessLog: flag.optional().describe('A line for each request. Default: in production.'),
  processes: z
    .union([whole(1, 256), z.literal('auto')], {
      error: 'must be a whole number from 1 to 256, or auto',
    })
    .default(1)
    .describe(
      'So many processes serve the port, `auto`: one for each core. Limits of what is in hand hold for all together.',
    ),
  metrics: z
    .strictObject({
      host: text.default('127.0.0.1').describe('The address on which metrics are told.'),
      port: whole(0, 65_535)
        .default(9464)
        .describe('GET `/metrics` answers there, for Prometheus; 0 takes a free one.'),
    })
    .optional()
    .describe('Counts what the gateway does. Default: nothing is counted.'),
  drain: duration
    .prefault('10s')
    .describe('How long requests in hand are finished when it is asked to stop.'),
  limits,
});

/** A configuration, read and checked: milliseconds, bytes, lower-case names. */
export type GatewayConfig = z.output<typeof gatewayConfig>;
