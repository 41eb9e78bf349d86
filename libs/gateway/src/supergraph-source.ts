import {
  introspectServices,
  sdlSource,
  type ServicesSupergraph,
  type SupergraphManager,
} from '@metamorphosis/federation';
import { COMMAND_SUBGRAPH } from './commands/command-subgraph.js';
import type { GatewayOptions } from './gateway.js';

/** Where supergraphs come from. */
export interface SupergraphOrigin {
  readonly supergraph: SupergraphManager;
  /** The same, when it is made of services: others may be named while it runs. */
  readonly services?: ServicesSupergraph;
}

/** Where a gateway's supergraphs come from; services are asked, and the gateway's own subgraph is added to theirs. */
export function supergraphSource({
  source,
  logger,
  signal,
}: Pick<GatewayOptions, 'source' | 'logger' | 'signal'>): SupergraphOrigin {
  if (source.kind === 'supergraph') {
    const { supergraph } = source;
    return { supergraph: typeof supergraph === 'string' ? sdlSource(supergraph) : supergraph };
  }
  const services = introspectServices({
    services: source.services,
    own: [COMMAND_SUBGRAPH],
    logger,
    ...(source.pollIntervalMs !== undefined && { pollIntervalMs: source.pollIntervalMs }),
    ...(signal && { signal }),
  });
  return { supergraph: services, services };
}
