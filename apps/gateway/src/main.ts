import { errors } from '@metamorphosis/contract';
import { createGateway } from '@metamorphosis/gateway';
import { openOrExit, runProcess } from '@metamorphosis/telemetry';
import { openPlatform } from '@metamorphosis/wiring';

/** The gateway's port unless PORT says otherwise. */
const DEFAULT_PORT = 4000;

const platform = await openOrExit('gateway', () => openPlatform('gateway'));
const { log, board, secrets, settings, readiness, logger } = platform;
const { host, port = DEFAULT_PORT, mode, drainTimeoutMs } = settings;

await runProcess({
  name: 'gateway',
  logger,
  readiness,
  closeTimeoutMs: drainTimeoutMs + 5000,
  start: async (signal) => {
    const gateway = await createGateway({
      source: { kind: 'services', services: servicesOf(settings.subgraphs) },
      board,
      log,
      secrets,
      readiness,
      logger,
      mode,
      host,
      port,
      drainTimeoutMs,
      signal,
    });
    return {
      facts: { url: gateway.url, port: gateway.port },
      close: async () => {
        await gateway.close();
        await platform.close();
      },
    };
  },
});

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
