import { dirname, resolve } from 'node:path';
import { createReadiness, type Logger, type Readiness } from '@metamorphosis/core';
import {
  cachesOfConfig,
  createGateway,
  gatewayConfigSchema,
  optionsOfConfig,
  readGatewayConfig,
  type GatewayConfig,
  type GatewayOptions,
} from '@metamorphosis/gateway';
import { createLogger, Metrics, runProcess } from '@metamorphosis/telemetry';
import {
  inheritedEnvironment,
  openCache,
  openPlatform,
  readSecrets,
  readSettings,
  type Settings,
} from '@metamorphosis/wiring';
import { configurationText } from './configured-places.js';
import { needsPlatform } from './needs-platform.js';
import { tellMetrics } from './tell-metrics.js';

/** What stands above file and environment, as options of the command. */
const OVERRIDES = {
  supergraph: ['supergraph', 'file'],
  host: ['listen', 'host'],
  port: ['listen', 'port'],
} as const;

/** The options of `gregor gateway`. */
export interface GatewayCommandOptions {
  readonly config?: string;
  readonly supergraph?: string;
  readonly host?: string;
  readonly port?: string;
  readonly schema?: true;
}

/** Runs a gateway over any supergraph until its process is stopped. Rejects with CONFIGURATION_INVALID. */
export async function runGateway(options: GatewayCommandOptions): Promise<void> {
  if (options.schema) {
    process.stdout.write(`${JSON.stringify(gatewayConfigSchema(), undefined, 2)}\n`);
    return;
  }
  const config = configOf(options);
  const folder = folderOf(options);
  const settings = { ...readSettings(), mode: config.mode };
  const base = baseOf(config, folder, settings);
  const { logger, readiness } = base;
  await runProcess({
    name: 'gateway',
    logger,
    readiness,
    closeTimeoutMs: config.drain + 5_000,
    start: async (signal) => {
      const caches = cachesOfConfig(config, () => openCache(settings, logger, config.redis.url));
      const metrics = config.metrics && new Metrics();
      const gateway = await createGateway({
        ...optionsOfConfig(config, folder, { logger, signal }, caches),
        ...base,
        ...(metrics && { metrics }),
      });
      const told =
        metrics && (await tellMetrics(config.metrics, async () => [await metrics.snapshot()]));
      const { url, port, engine } = gateway;
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
    },
  });
}

/** What a gateway stands on besides its configuration. */
interface Base extends Pick<GatewayOptions, 'platform' | 'secrets'> {
  readonly logger: Logger;
  readonly readiness: Readiness;
  close(): Promise<void>;
}

function baseOf(config: GatewayConfig, folder: string, settings: Settings): Base {
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

function configOf(options: GatewayCommandOptions): GatewayConfig {
  const { config: name } = options;
  return readGatewayConfig({
    file: name === undefined ? undefined : { name, text: configurationText(name) },
    environment: inheritedEnvironment(),
    options: overridesOf(options),
  });
}

function overridesOf(
  options: GatewayCommandOptions,
): { variable: string; path: readonly string[]; value: unknown }[] {
  const given = (Object.keys(OVERRIDES) as (keyof typeof OVERRIDES)[]).flatMap((name) => {
    const raw = options[name];
    if (raw === undefined) return [];
    const value = name === 'port' && /^\d+$/.test(raw) ? Number(raw) : raw;
    // What is named on the command line lies where the command is given.
    const named = name === 'supergraph' ? resolve(raw) : value;
    return [{ variable: `--${name}`, path: OVERRIDES[name], value: named }];
  });
  if (options.supergraph === undefined) return given;
  const others = ['subgraphs', 'registry'].map((other) => ({
    variable: '--supergraph',
    path: ['supergraph', other],
    value: undefined,
  }));
  return [...given, ...others];
}

function folderOf({ config }: GatewayCommandOptions): string {
  return config === undefined ? process.cwd() : dirname(resolve(config));
}
