import { parseArgs } from 'node:util';
import { errors } from '@metamorphosis/contract';
import {
  createGateway,
  createManager,
  type IdentityOptions,
  type Manager,
  type TrustedIssuer,
} from '@metamorphosis/gateway';
import { openOrExit, runProcess } from '@metamorphosis/telemetry';
import {
  openPlatform,
  readSettings,
  requireAuthCode,
  type Platform,
  type Settings,
} from '@metamorphosis/wiring';
import { GATEWAY_PORT } from '../start/gateway-port.js';
import { followOrders } from './follow-orders.js';

/**
 * Runs the gateway's process in front of the services that METAMORPHOSIS_SUBGRAPHS names; with
 * `--manager` among the arguments (or MANAGER=1) the manager as well. Resolves when the process ends.
 */
export async function runGateway(args: readonly string[]): Promise<void> {
  const { platform, authCode } = await openOrExit('gateway', () => {
    const settings = readSettings();
    const isManager = settings.manager || managerFlag(args);
    // A code that is missing or too short is told before anything is opened.
    const code = isManager ? requireAuthCode(settings) : undefined;
    return { platform: openPlatform('gateway', settings), authCode: code };
  });
  const { readiness, logger, settings } = platform;
  await runProcess({
    name: 'gateway',
    logger,
    readiness,
    closeTimeoutMs: settings.drainTimeoutMs + 5000,
    start: async (signal) => {
      // First, so that operators see what goes on while the gateway waits for its services.
      const manager = authCode === undefined ? undefined : await openManager(platform, authCode);
      try {
        const gateway = await openGateway(platform, signal);
        followOrders(gateway);
        return {
          facts: {
            url: gateway.url,
            port: gateway.port,
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

function openGateway(platform: Platform, signal: AbortSignal): ReturnType<typeof createGateway> {
  const { log, board, secrets, settings, readiness, logger } = platform;
  const { host, port = GATEWAY_PORT, mode, drainTimeoutMs } = settings;
  return createGateway({
    source: { kind: 'services', services: servicesOf(settings.subgraphs) },
    platform: { board, log },
    secrets,
    readiness,
    logger,
    mode,
    host,
    port,
    drainTimeoutMs,
    limits: settings.limits,
    csrfPrevention: settings.csrfPrevention,
    ...(settings.jwtIssuers && { identity: identityOf(settings, settings.jwtIssuers) }),
    ...(settings.corsOrigins && { cors: { origins: settings.corsOrigins } }),
    ...(settings.accessLog !== undefined && { accessLog: settings.accessLog }),
    signal,
  });
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
