import { resolve } from 'node:path';
import type { Cache } from '@metamorphosis/core';
import {
  composedSource,
  supergraphFile,
  supergraphRegistry,
  type PollOptions,
  type SubgraphPlace,
  type SupergraphManager,
} from '@metamorphosis/federation';
import { watchManifest } from '../documents/watch-manifest.js';
import type { GatewayOptions } from '../gateway.js';
import type { ConfiguredCaches } from './caches-of-config.js';
import type { GatewayConfig } from './gateway-config.js';

/** What a configuration says of a gateway; what belongs to its process is added by who starts it. */
export type ConfiguredOptions = Omit<
  GatewayOptions,
  'logger' | 'readiness' | 'platform' | 'secrets'
>;

const MANIFEST_EVERY_MS = 1_000;

/** Makes a gateway's options of its configuration. Files are looked for from `folder` on. */
export function optionsOfConfig(
  config: GatewayConfig,
  folder: string,
  polling: Pick<PollOptions, 'logger' | 'signal'>,
  { answers, documents: store, budgets }: ConfiguredCaches = {},
): ConfiguredOptions {
  const { listen, headers, traffic, coalescing, cost, identity, documents } = config;
  return {
    source: { kind: 'supergraph', supergraph: supergraphOfConfig(config, folder, polling) },
    warmOperations: config.supergraph.warm,
    mode: config.mode,
    host: listen.host,
    port: listen.port,
    introspection: config.introspection,
    errors: {
      shown: config.errors.shown,
      ...(config.errors.subgraphNames !== undefined && {
        subgraphNames: config.errors.subgraphNames,
      }),
    },
    drainTimeoutMs: config.drain,
    limits: config.limits,
    csrfPrevention: config.csrfPrevention,
    cors: config.cors,
    headers,
    documents: {
      persistedQueries: documents.persistedQueries,
      ...(store && { store }),
      ...(documents.trusted !== undefined && {
        trusted: {
          documents: watchManifest(resolve(folder, documents.trusted), {
            logger: polling.logger,
            everyMs: MANIFEST_EVERY_MS,
            signal: polling.signal ?? new AbortController().signal,
          }),
          only: documents.onlyTrusted,
        },
      }),
    },
    authorization: config.authorization,
    overrides: config.overrides,
    coalescing,
    foreignSubscriptions: config.subscriptions,
    http: { ...traffic.all, subgraphs: traffic.subgraphs },
    ...(answers && { responseCache: answers }),
    ...(cost && { cost: costOf(cost, budgets) }),
    ...(config.graphiql !== undefined && { graphiql: config.graphiql }),
    ...(config.accessLog !== undefined && { accessLog: config.accessLog }),
    ...(identity && {
      identity: {
        required: identity.required,
        subjectClaim: identity.subjectClaim,
        issuers: identity.issuers.map(({ issuer, jwks, audience }) => ({
          issuer,
          jwksUri: jwks,
          ...(audience && { audience }),
        })),
      },
    }),
    ...(polling.signal && { signal: polling.signal }),
  };
}

function costOf(
  { max, listSize, perMinute }: NonNullable<GatewayConfig['cost']>,
  cache: Cache | undefined,
): NonNullable<GatewayOptions['cost']> {
  return {
    listSize,
    ...(max !== undefined && { max }),
    ...(perMinute && {
      perMinute: {
        max: perMinute.max,
        ...(cache && { cache }),
        ...(perMinute.addressHeader !== undefined && { addressHeader: perMinute.addressHeader }),
      },
    }),
  };
}

/** Where a configuration says that the supergraph comes from. */
export function supergraphOfConfig(
  { supergraph }: GatewayConfig,
  folder: string,
  polling: Pick<PollOptions, 'logger' | 'signal'>,
): SupergraphManager {
  const { file, registry, every } = supergraph;
  const options = { ...polling, pollIntervalMs: every };
  if (file !== undefined) return supergraphFile(resolve(folder, file), options);
  if (registry) {
    const { url, headers, timeout } = registry;
    return supergraphRegistry({ url, headers, timeoutMs: timeout }, options);
  }
  return composedSource(placesOfConfig({ supergraph }, folder), options);
}

/** The subgraphs that a configuration names, with their files. */
export function placesOfConfig(
  { supergraph: { subgraphs = {} } }: Pick<GatewayConfig, 'supergraph'>,
  folder: string,
): readonly SubgraphPlace[] {
  return Object.entries(subgraphs).map(([name, { url, schema }]) => ({
    name,
    url,
    file: schema === undefined ? undefined : resolve(folder, schema),
  }));
}
