import { errors } from '@metamorphosis/contract';
import type { GatewayConfig } from '@metamorphosis/gateway';
import { serveMetrics, type MetricsServer, type MetricsSnapshot } from '@metamorphosis/telemetry';

/** Tells metrics where the configuration says; nowhere where it says nothing. Rejects with CONFIGURATION_INVALID when the port is taken. */
export async function tellMetrics(
  configured: GatewayConfig['metrics'],
  read: () => Promise<readonly MetricsSnapshot[]>,
): Promise<MetricsServer | undefined> {
  if (!configured) return undefined;
  const { host, port } = configured;
  try {
    return await serveMetrics(read, host, port);
  } catch (cause) {
    throw errors.CONFIGURATION_INVALID(
      [`Metrics cannot be told on ${host}:${port}. Set metrics.port to a free one.`],
      { cause },
    );
  }
}
