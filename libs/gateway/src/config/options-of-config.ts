import { resolve } from 'node:path';
import {
  composedSource,
  supergraphFile,
  supergraphRegistry,
  type EngineOptions,
  type PollOptions,
  type SubgraphPlace,
} from '@metamorphosis/federation';
import { readManifest } from '../documents/read-manifest.js';
import type { GatewayOptions } from '../gateway.js';
import type { GatewayConfig } from './gateway-config.js';

/** What a configuration says of a gateway; what belongs to its process is added by who starts it. */
export type ConfiguredOptions = Omit<
  GatewayOptions,
  'logger' | 'readiness' | 'platform' | 'secrets'
>;

/** Makes a gateway's options of its configuration. Files are looked for from `folder` on. */
export function optionsOfConfig(
  config: GatewayConfig,
  folder: string,
  polling: Pick<PollOptions, 'logger' | 'signal'>,
): ConfiguredOptions {
  const { listen, headers, traffic, coalescing, identity, documents } = config;
  return {
    source: { kind: 'supergraph', supergraph: sourceOf(config, folder, polling) },
    warmOperations: config.supergraph.warm,
    mode: config.mode,
    host: listen.host,
    port: listen.port,
    introspection: config.introspection,
    drainTimeoutMs: config.drain,
    limits: config.limits,
    csrfPrevention: config.csrfPrevention,
    cors: config.cors,
    headers,
    documents: {
      persistedQueries: documents.persistedQueries,
      ...(documents.trusted !== undefined && {
        trusted: {
          documents: readManifest(resolve(folder, documents.trusted)),
          only: documents.onlyTrusted,
        },
      }),
    },
    authorization: config.authorization,
    coalescing,
    http: { ...traffic.all, subgraphs: traffic.subgraphs },
    ...(config.cost && { cost: config.cost }),
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

function sourceOf(
  { supergraph }: GatewayConfig,
  folder: string,
  polling: Pick<PollOptions, 'logger' | 'signal'>,
): EngineOptions['supergraph'] {
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
