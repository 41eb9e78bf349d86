import {
  IntrospectAndCompose,
  type GraphQLDataSource,
  type SupergraphManager,
} from '@apollo/gateway';
import { request } from 'undici';
import { errors } from '@metamorphosis/contract';
import { pause, type Logger } from '@metamorphosis/core';
import { serviceSdl } from './service-sdl.js';
import { boardUrlOf, eventsSubgraphOf, type SubgraphDefinition } from './subgraph-definition.js';
import type { SupergraphHooks } from './supergraph-hooks.js';

/** A service that runs and can be asked for its SDL. */
export interface ServiceAddress {
  readonly name: string;
  /** Its GraphQL endpoint. The SDL of its subscriptions is read from `/events.graphql` beside it. */
  readonly url: string;
}

/** How to compose from running services. */
export interface IntrospectionOptions {
  readonly services: readonly ServiceAddress[];
  /** Subgraphs that are not asked: their SDL is at hand. */
  readonly own?: readonly SubgraphDefinition[];
  readonly logger: Logger;
  /** How often to look for changes. 0: never. @default 5000 */
  readonly pollIntervalMs?: number;
  /** How long services that do not answer are waited for in silence. @default 3000 */
  readonly patienceMs?: number;
  /** Stops waiting for services at the start. */
  readonly signal?: AbortSignal;
}

/** Between two looks at services that are not up. */
const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 1_000;
/** Between two words about them. */
const WORD_EVERY_MS = 10_000;

/** A supergraph of running services, which may move. */
export interface ServicesSupergraph extends SupergraphManager {
  /**
   * Composes from these services from now on, in place of those before. Resolves once their supergraph has taken
   * over. Rejects with CONFIGURATION_INVALID when they do not answer or do not compose: those before stay.
   */
  serve(services: readonly ServiceAddress[]): Promise<void>;
}

type Composing = Awaited<ReturnType<SupergraphManager['initialize']>>;

/**
 * A supergraph composed from running services, again whenever one of them changes: per service its
 * own subgraph and, where it has subscriptions, the one that the board feeds. Waits at the start
 * until every service answers, and says for whom it waits; what does not compose is refused at the
 * start (CONFIGURATION_INVALID) and logged later.
 */
export function introspectServices(options: IntrospectionOptions): ServicesSupergraph {
  let hooks: SupergraphHooks | undefined;
  let composing: Composing | undefined;
  let moving: Promise<void> = Promise.resolve();
  const move = async (services: readonly ServiceAddress[]): Promise<void> => {
    if (!hooks || !composing) throw errors.CLOSED(['A supergraph that is not in use']);
    const next = await compose(services, options, hooks);
    // Only now: as long as the new ones do not compose, those before are looked after.
    await composing.cleanup?.();
    composing = next;
    await hooks.update(next.supergraphSdl);
  };
  return {
    async initialize(given) {
      hooks = given;
      await waitForServices(options);
      composing = await compose(options.services, options, hooks);
      return {
        supergraphSdl: composing.supergraphSdl,
        cleanup: async () => {
          await moving;
          await composing?.cleanup?.();
          composing = undefined;
        },
      };
    },
    serve(services) {
      const moved = moving.then(() => move(services));
      moving = moved.catch(() => undefined);
      return moved;
    },
  };
}

/** Composes services, and again whenever one of them changes, until it is cleaned up. Rejects with CONFIGURATION_INVALID. */
async function compose(
  services: readonly ServiceAddress[],
  { own = [], logger, pollIntervalMs = 5_000 }: IntrospectionOptions,
  hooks: SupergraphHooks,
): Promise<Composing> {
  const subgraphs = [
    ...services.map(({ name, url }) => ({ name, url })),
    ...services.map(({ name }) => ({ name: eventsSubgraphOf(name), url: boardUrlOf(name) })),
    ...own.map(({ name, url }) => ({ name, url })),
  ];
  const load = new Map<string, () => Promise<string>>();
  for (const { name, url } of services) {
    load.set(name, () => serviceSdl(name, url));
    load.set(eventsSubgraphOf(name), () => eventsSdl(name, url));
  }
  for (const { name, sdl } of own) load.set(name, () => Promise.resolve(sdl));
  const composer = new IntrospectAndCompose({
    subgraphs,
    pollIntervalInMs: pollIntervalMs,
    logger: composeLogger(logger, hooks.refused),
  });
  try {
    return await composer.initialize({
      ...hooks,
      getDataSource: ({ name }) => sdlDataSource(load.get(name)),
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw errors.CONFIGURATION_INVALID([why], { cause });
  }
}

async function waitForServices({
  services,
  logger,
  signal,
  patienceMs = 3_000,
}: IntrospectionOptions): Promise<void> {
  let waitMs = FIRST_WAIT_MS;
  // Services that start together with the gateway are not worth a warning at once.
  let warnAt = Date.now() + patienceMs;
  for (;;) {
    const missing = await missingServices(services);
    if (missing.length === 0) return;
    if (Date.now() >= warnAt) {
      logger.warn({ services: missing }, 'Waiting for services to answer');
      warnAt = Date.now() + WORD_EVERY_MS;
    }
    await pause(waitMs, signal);
    if (signal?.aborted) throw errors.CLOSED(['The gateway, while it waited for services,']);
    waitMs = Math.min(waitMs * 2, MAX_WAIT_MS);
  }
}

async function missingServices(services: readonly ServiceAddress[]): Promise<string[]> {
  const answers = await Promise.all(
    services.map(({ name, url }) =>
      serviceSdl(name, url).then(
        () => undefined,
        () => `${name} (${url})`,
      ),
    ),
  );
  return answers.filter((missing) => missing !== undefined);
}

async function eventsSdl(name: string, url: string): Promise<string> {
  const response = await request(new URL('/events.graphql', url), { headersTimeout: 10_000 }).catch(
    (cause: unknown) => {
      throw errors.SUBGRAPH_UNAVAILABLE([name], { cause });
    },
  );
  const text = await response.body.text();
  if (response.statusCode === 200) return text;
  // A service without subscriptions has no such document: a subgraph without types composes.
  if (response.statusCode === 404) return EMPTY_SUBGRAPH;
  throw errors.SUBGRAPH_INVALID_RESPONSE([
    name,
    `HTTP ${response.statusCode} for its subscriptions`,
  ]);
}

const EMPTY_SUBGRAPH = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
`;

/** The one request that the manager makes: for the SDL. */
function sdlDataSource(load: (() => Promise<string>) | undefined): GraphQLDataSource {
  return {
    process: async () => {
      if (!load) throw errors.INTERNAL_ERROR(['A subgraph that was never named.']);
      return { data: { _service: { sdl: await load() } } };
    },
  };
}

/** It says why a later supergraph could not be made in its log alone. */
function composeLogger(
  logger: Logger,
  refused: SupergraphHooks['refused'],
): { [level in 'debug' | 'info' | 'warn' | 'error']: (message?: unknown) => void } {
  return {
    debug: (message) => logger.debug({}, String(message)),
    info: (message) => logger.info({}, String(message)),
    warn: (message) => logger.warn({}, String(message)),
    error: (message) => {
      const reason = String(message);
      logger.error({}, reason);
      // A service that cannot be asked is no reason to call the supergraph in use outdated.
      if (reason.includes('composition errors')) refused?.(reason);
    },
  };
}
