import { errors } from '@metamorphosis/contract';
import type { Lifecycle } from '@metamorphosis/core';
import {
  createBoardSource,
  createEngine,
  InProcessSubgraph,
  type CostOptions,
  type Engine,
  type EngineOptions,
  type EngineStatus,
  type ServiceAddress,
} from '@metamorphosis/federation';
import { createCommandCanceller } from './commands/command-canceller.js';
import { createCommandLookup } from './commands/command-lookup.js';
import { commandSchema } from './commands/command-subgraph.js';
import { createPreparer, type Preparer } from './documents/documents.js';
import { createErrorFormatter } from './errors/format-error.js';
import { createEventUpcaster } from './events/event-upcaster.js';
import type { GatewayOptions } from './gateway.js';
import { identityHeaders } from './identity/identity-headers.js';
import { createDocumentCheck } from './limits/check-document.js';
import type { CostBudget } from './limits/cost-budget.js';
import type { GatewayMetrics } from './metrics/gateway-metrics.js';
import { supergraphSource } from './supergraph-source.js';

/** The engine, and what feeds its subscriptions. */
export interface OpenedEngine {
  readonly engine: Engine;
  /** Prepares documents of clients, by text or by name. */
  readonly preparer: Preparer;
  /** As `Gateway.serve` has it. */
  readonly serve: (services: readonly ServiceAddress[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Who is told of what an engine does. */
export interface EngineHelpers {
  readonly budget: CostBudget | undefined;
  readonly metrics: GatewayMetrics | undefined;
}

/** What of the platform an engine is given: subgraphs in this process, and sources of subscriptions. */
type PlatformParts = Pick<EngineOptions, 'clients' | 'subscriptions'> & {
  readonly feed?: Lifecycle;
};

/** Opens the engine of a gateway and loads its first supergraph. Rejects with CONFIGURATION_INVALID when that one is broken. */
export async function openEngine(
  options: GatewayOptions,
  { budget, metrics }: EngineHelpers,
  onStatus: (status: EngineStatus) => void,
): Promise<OpenedEngine> {
  const { secrets, logger, mode, limits = {} } = options;
  // Subgraph and subscriptions ask services through the very engine that they are a part of.
  let engine: Engine | undefined = undefined;
  const current = (): Engine => {
    if (!engine) throw new Error('Asked before the first supergraph was loaded.');
    return engine;
  };
  const format = createErrorFormatter(mode, logger, {
    ...options.errors,
    schemaIsTold: options.introspection ?? true,
  });
  const { feed, ...parts } = platformParts(options, current);
  const { supergraph, services } = supergraphSource(options);
  try {
    const opened = await createEngine({
      supergraph,
      ...parts,
      formatError: format,
      checkDocument: createDocumentCheck(limits, options.introspection),
      ...(limits.maxTokens !== undefined && { maxTokens: limits.maxTokens }),
      logger,
      onStatus,
      ...(options.responseCache && { responseCache: options.responseCache }),
      ...(metrics && { onCached: metrics.lookedUp.bind(metrics) }),
      ...(options.cost && {
        cost: { ...options.cost, ...(budget && { charge: chargeTo(budget) }) },
      }),
      ...(options.overrides && { overrides: options.overrides }),
      ...(options.authorization && { authorization: options.authorization }),
      ...(options.warmOperations !== undefined && { warmOperations: options.warmOperations }),
      http: {
        ...options.http,
        ...(metrics && { onBreaker: metrics.breaker.bind(metrics) }),
        ...(secrets && {
          headersOf: (context) =>
            identityHeaders(secrets, context, options.authorization?.scopesClaim),
        }),
      },
      foreignSubscriptions: {
        ...(limits.maxBufferedEvents !== undefined && {
          maxBufferedEvents: limits.maxBufferedEvents,
        }),
        ...options.foreignSubscriptions,
      },
      ...(options.coalescing !== undefined && { coalescing: options.coalescing }),
    });
    engine = opened;
    return {
      engine: opened,
      preparer: createPreparer(opened, options.documents ?? {}, format, logger),
      serve: async (addresses) => {
        if (!services) {
          throw errors.CONFIGURATION_INVALID([
            'The supergraph of this gateway is not made of services.',
          ]);
        }
        await services.serve(addresses);
        const { refused } = opened.status();
        if (refused) throw errors.CONFIGURATION_INVALID([refused.reason]);
      },
      close: async () => {
        await opened.close();
        await feed?.close();
      },
    };
  } catch (error) {
    await feed?.close();
    throw error;
  }
}

function chargeTo(budget: CostBudget): NonNullable<CostOptions['charge']> {
  return (context, cost) => budget.charge(context, cost);
}

/** Nothing where there is no platform: a supergraph that asks for it is refused then. */
function platformParts(
  { platform, secrets, logger, limits = {} }: GatewayOptions,
  current: () => Engine,
): PlatformParts {
  if (!platform || !secrets) return {};
  const { board, log } = platform;
  const lookup = createCommandLookup(current);
  const schema = commandSchema(current, board, lookup, createCommandCanceller(current));
  const feed = createBoardSource({
    board,
    lookup,
    upcast: createEventUpcaster(current),
    secrets,
    logger,
    topics: {
      describeTopic: (topic) => log.topic(topic),
      topicEnd: (topic) => log.ranges(topic),
    },
    ...(limits.maxBufferedEvents !== undefined && { maxBufferedEvents: limits.maxBufferedEvents }),
    ...(limits.topicCheckMs !== undefined && { incarnationCheckMs: limits.topicCheckMs }),
  });
  return {
    clients: { 'local:': (name) => new InProcessSubgraph(name, schema) },
    subscriptions: { 'board:': feed },
    feed,
  };
}
