import { createReadiness, type Logger, type Readiness } from '@metamorphosis/core';
import {
  cachesOfConfig,
  createGateway,
  optionsOfConfig,
  supergraphOfConfig,
  type GatewayConfig,
  type GatewayOptions,
} from '@metamorphosis/gateway';
import { createLogger, Metrics, runProcess, type RunningProcess } from '@metamorphosis/telemetry';
import { openCache, openPlatform, readSecrets, type Settings } from '@metamorphosis/wiring';
import { BEYOND_DRAIN_MS } from '../closing-times.js';
import { needsPlatform } from './needs-platform.js';
import { isOneOfSeveral, joinProcesses } from './processes/join-processes.js';
import { processCount, sharedPlatform, shareOf } from './processes/process-share.js';
import { superviseProcesses } from './processes/supervise-processes.js';
import { tellMetrics } from './tell-metrics.js';

/** What a gateway is run with. */
export interface ConfiguredGateway {
  readonly config: GatewayConfig;
  /** Where the files lie that it names. */
  readonly folder: string;
  readonly settings: Settings;
}

/** What a gateway stands on besides its configuration. */
interface Base extends Pick<GatewayOptions, 'platform' | 'secrets'> {
  readonly logger: Logger;
  readonly readiness: Readiness;
  close(): Promise<void>;
}

/**
 * Runs a gateway as its configuration says: in this process, or in several that this one supervises. Resolves when the
 * process ends.
 */
export async function runConfigured(gateway: ConfiguredGateway): Promise<void> {
  const { config } = gateway;
  const base = baseOf(gateway);
  const { logger, readiness } = base;
  const supervises = processCount(config.processes) > 1 && !isOneOfSeveral();
  await runProcess({
    name: supervises ? 'gateway supervisor' : 'gateway',
    logger,
    readiness,
    closeTimeoutMs: config.drain + BEYOND_DRAIN_MS[supervises ? 'gatewaySupervisor' : 'gateway'],
    start: (signal) =>
      supervises ? startSeveral(gateway, base, signal) : startOne(gateway, base, signal),
  });
}

async function startOne(
  { config, folder, settings }: ConfiguredGateway,
  base: Base,
  signal: AbortSignal,
): Promise<RunningProcess> {
  const { logger, readiness } = base;
  const { hungAfterMs } = settings;
  const metrics = config.metrics && new Metrics();
  const joined = isOneOfSeveral()
    ? joinProcesses({ metrics, readiness, logger, hungAfterMs })
    : undefined;
  const count = joined ? processCount(config.processes) : 1;
  const openRedis = () => openCache(settings, logger, config.redis.url);
  const caches = cachesOfConfig(config, openRedis, count);
  const { cache } = joined ?? {};
  const shared = cache ? { documents: cache, budgets: cache, ...caches } : caches;
  const gateway = await createGateway({
    ...optionsOfConfig(config, folder, { logger, signal }, shared),
    ...base,
    ...(metrics && { metrics }),
    ...(joined && {
      source: { kind: 'supergraph', supergraph: joined.supergraph },
      limits: shareOf(config.limits, count),
      ...(base.platform && { platform: sharedPlatform(base.platform, joined) }),
    }),
  });
  const { url, port, engine } = gateway;
  joined?.follow(engine);
  const read = metrics && (async () => [await metrics.snapshot()]);
  const told = joined || !read ? undefined : await tellMetrics(config.metrics, read);
  return {
    facts: {
      url,
      port,
      supergraph: engine.status().supergraphId,
      ...(told && { metrics: told.url }),
    },
    close: async () => {
      await gateway.close();
      await told?.close();
      await caches.close();
      await base.close();
    },
  };
}

async function startSeveral(
  { config, folder }: ConfiguredGateway,
  base: Base,
  signal: AbortSignal,
): Promise<RunningProcess> {
  const { logger, readiness } = base;
  const metrics = config.metrics && new Metrics();
  const processes = await superviseProcesses({
    count: processCount(config.processes),
    source: supergraphOfConfig(config, folder, { logger, signal }),
    board: base.platform?.board,
    metrics,
    readiness,
    logger,
    closeTimeoutMs: config.drain + BEYOND_DRAIN_MS.child,
  });
  const told = await tellMetrics(config.metrics, () => processes.snapshots());
  return {
    facts: { ...processes.facts, ...(told && { metrics: told.url }) },
    wasCutOff: () => processes.wasCutOff(),
    close: async () => {
      await processes.close();
      await told?.close();
      await base.close();
    },
  };
}

function baseOf({ config, folder, settings }: ConfiguredGateway): Base {
  if (config.platform ?? needsPlatform(config, folder)) {
    const platform = openPlatform('gateway', settings);
    const { log, board, secrets, logger, readiness } = platform;
    return {
      platform: { log, board },
      secrets,
      logger,
      readiness,
      close: () => platform.close(),
    };
  }
  const { logLevel: level, mode, secret } = settings;
  return {
    logger: createLogger({ name: 'gateway', level, pretty: mode === 'development' }),
    readiness: createReadiness(),
    // Subgraphs made with the SDK take the gateway's word by it; others do without.
    ...(secret && { secrets: readSecrets(settings) }),
    close: () => Promise.resolve(),
  };
}
