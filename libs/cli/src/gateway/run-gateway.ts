import { parseArgs } from 'node:util';
import { errors } from '@metamorphosis/contract';
import {
  createGateway,
  createManager,
  DEFAULT_LIMITS,
  supergraphSource,
  type GatewayOptions,
  type IdentityOptions,
  type Manager,
  type TrustedIssuer,
} from '@metamorphosis/gateway';
import { Metrics, openOrExit, runProcess, type RunningProcess } from '@metamorphosis/telemetry';
import {
  inheritedEnvironment,
  openPlatform,
  readSettings,
  requireAuthCode,
  type Platform,
  type Settings,
} from '@metamorphosis/wiring';
import { BEYOND_DRAIN_MS } from '../closing-times.js';
import { GATEWAY_PORT } from '../start/gateway-port.js';
import { withoutAuthCode } from '../start/manager-access.js';
import { followOrders } from './follow-orders.js';
import { isOneOfSeveral, joinProcesses } from './processes/join-processes.js';
import { processCount, sharedPlatform, shareOf } from './processes/process-share.js';
import { superviseProcesses } from './processes/supervise-processes.js';
import { tellMetrics } from './tell-metrics.js';

/**
 * Runs the gateway's process in front of the services that METAMORPHOSIS_SUBGRAPHS names; with
 * `--manager` among the arguments (or MANAGER=1) the manager as well. Resolves when the process ends.
 */
export async function runGateway(args: readonly string[]): Promise<void> {
  const { platform, authCode } = await openOrExit('gateway', () => {
    const settings = readSettings();
    const isManager = (settings.manager || managerFlag(args)) && !isOneOfSeveral();
    // A code that is missing or too short is told before anything is opened.
    const code = isManager ? requireAuthCode(settings) : undefined;
    return { platform: openPlatform('gateway', settings), authCode: code };
  });
  const { readiness, logger, settings } = platform;
  const supervises = processCount(settings.gatewayProcesses) > 1 && !isOneOfSeveral();
  await runProcess({
    name: supervises ? 'gateway supervisor' : 'gateway',
    logger,
    readiness,
    closeTimeoutMs:
      settings.drainTimeoutMs + BEYOND_DRAIN_MS[supervises ? 'gatewaySupervisor' : 'gateway'],
    start: async (signal) => {
      // First, so that operators see what goes on while the gateway waits for its services.
      const manager = authCode === undefined ? undefined : await openManager(platform, authCode);
      try {
        const gateway = supervises
          ? await openSeveral(platform, signal)
          : await openOne(platform, signal);
        return {
          ...gateway,
          facts: {
            ...gateway.facts,
            ...(manager && { managerUrl: manager.url, managerPort: manager.port }),
          },
          close: async () => {
            await Promise.all([gateway.close(), manager?.close()]);
            await platform.close();
          },
        };
      } catch (error) {
        await manager?.close();
        throw error;
      }
    },
  });
}

function openManager(platform: Platform, authCode: string): Promise<Manager> {
  const { log, board, settings, readiness, logger, instance } = platform;
  const { mode, drainTimeoutMs, managerHost, managerPort, managerTimeoutMs } = settings;
  return createManager({
    authCode,
    log,
    board,
    instance,
    readiness,
    logger,
    mode,
    host: managerHost,
    port: managerPort,
    timeoutMs: managerTimeoutMs,
    drainTimeoutMs,
  });
}

/** The gateway in this process, which may be one of several. */
async function openOne(platform: Platform, signal: AbortSignal): Promise<RunningProcess> {
  const { log, board, secrets, settings, readiness, logger } = platform;
  const { host, port = GATEWAY_PORT, mode, drainTimeoutMs, hungAfterMs, metricsPort } = settings;
  const metrics = metricsPort === undefined ? undefined : new Metrics();
  const joined = isOneOfSeveral()
    ? joinProcesses({ metrics, readiness, logger, hungAfterMs })
    : undefined;
  const gateway = await createGateway({
    source: joined
      ? { kind: 'supergraph', supergraph: joined.supergraph }
      : servicesSource(settings),
    platform: joined ? sharedPlatform({ board, log }, joined) : { board, log },
    secrets,
    readiness,
    logger,
    mode,
    host,
    port,
    drainTimeoutMs,
    limits: joined
      ? shareOf({ ...DEFAULT_LIMITS, ...settings.limits }, processCount(settings.gatewayProcesses))
      : settings.limits,
    csrfPrevention: settings.csrfPrevention,
    ...(joined && { documents: { store: joined.cache } }),
    ...(metrics && { metrics }),
    ...(settings.jwtIssuers && { identity: identityOf(settings, settings.jwtIssuers) }),
    ...(settings.corsOrigins && { cors: { origins: settings.corsOrigins } }),
    ...(settings.accessLog !== undefined && { accessLog: settings.accessLog }),
    signal,
  });
  if (joined) joined.follow(gateway.engine);
  else followOrders(gateway);
  const read = metrics && (async () => [await metrics.snapshot()]);
  const told = joined || !read ? undefined : await tellMetrics(metricsAt(settings), read);
  return {
    facts: { url: gateway.url, port: gateway.port, ...(told && { metrics: told.url }) },
    close: async () => {
      await gateway.close();
      await told?.close();
    },
  };
}

/** Several processes of it, which this one supervises. */
async function openSeveral(platform: Platform, signal: AbortSignal): Promise<RunningProcess> {
  const { board, settings, readiness, logger } = platform;
  const metrics = settings.metricsPort === undefined ? undefined : new Metrics();
  const source = servicesSource(settings);
  const { supergraph, services } = supergraphSource({ source, logger, signal });
  const processes = await superviseProcesses({
    count: processCount(settings.gatewayProcesses),
    source: supergraph,
    // The manager is here alone, and nobody else needs its code.
    env: withoutAuthCode(inheritedEnvironment()),
    args: [],
    board,
    metrics,
    readiness,
    logger,
    closeTimeoutMs: settings.drainTimeoutMs + BEYOND_DRAIN_MS.child,
  });
  followOrders({
    serve: async (addresses) => {
      await services?.serve(addresses);
      const refused = processes.refused();
      if (refused !== undefined) throw errors.CONFIGURATION_INVALID([refused]);
    },
  });
  const told = await tellMetrics(metricsAt(settings), () => processes.snapshots());
  return {
    facts: { ...processes.facts, ...(told && { metrics: told.url }) },
    wasCutOff: () => processes.wasCutOff(),
    close: async () => {
      await processes.close();
      await told?.close();
    },
  };
}

function metricsAt({
  host,
  metricsPort: port,
}: Settings): { host: string; port: number } | undefined {
  return port === undefined ? undefined : { host, port };
}

function servicesSource({ subgraphs }: Settings): GatewayOptions['source'] {
  return { kind: 'services', services: servicesOf(subgraphs) };
}

function identityOf(settings: Settings, issuers: readonly TrustedIssuer[]): IdentityOptions {
  const { jwtAudience: audience, jwtRequired: required } = settings;
  return {
    required,
    issuers: issuers.map((issuer) => ({ ...issuer, ...(audience && { audience }) })),
  };
}

function managerFlag(args: readonly string[]): boolean {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { manager: { type: 'boolean', default: false } },
    });
    return values.manager;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw errors.CONFIGURATION_INVALID([`${why}. The gateway knows --manager.`], { cause });
  }
}

function servicesOf(
  pairs: readonly string[] | undefined,
): readonly { name: string; url: string }[] {
  if (!pairs || pairs.length === 0) {
    throw errors.CONFIGURATION_INVALID([
      'METAMORPHOSIS_SUBGRAPHS is not set: the gateway does not know its services. Name them: orders=http://127.0.0.1:4101/graphql,customers=...',
    ]);
  }
  return pairs.map((pair) => {
    const cut = pair.indexOf('=');
    const url = pair.slice(cut + 1);
    if (cut < 1 || !URL.canParse(url)) {
      throw errors.CONFIGURATION_INVALID([
        `METAMORPHOSIS_SUBGRAPHS holds "${pair}", which is not <name>=<url>.`,
      ]);
    }
    return { name: pair.slice(0, cut), url };
  });
}
