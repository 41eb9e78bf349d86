import { createMemoryBoard, createReadiness } from '@metamorphosis/core';
import { createGateway } from '@metamorphosis/gateway';
import { createLogger } from '@metamorphosis/telemetry';
import { coalesces, serveGateway, supergraphSdl } from './serve-gateway.ts';

// As `apps/gateway` starts it: with its limits, its error formatting and its log. The board stands
// idle, for nobody subscribes.
const gateway = await createGateway({
  source: { kind: 'supergraph', supergraph: supergraphSdl },
  platform: {
    board: createMemoryBoard(),
    log: { topic: () => Promise.resolve(undefined), ranges: () => Promise.resolve([]) },
  },
  secrets: {
    current: { keyId: 'bench', secret: 'a secret of the bench, long enough' },
    previous: [],
  },
  readiness: createReadiness(),
  logger: createLogger({ name: 'gateway', level: 'error' }),
  mode: 'production',
  ...(!coalesces && { coalescing: false }),
  port: 0,
});
serveGateway(gateway.url);
