import { openSync, writeSync } from 'node:fs';
import { createMemoryBoard, createReadiness } from '@metamorphosis/core';
import { createGateway } from '@metamorphosis/gateway';
import { createLogger, Metrics } from '@metamorphosis/telemetry';
import { coalesces, serveGateway, supergraphSdl } from './serve-gateway.ts';

// As `apps/gateway` starts it in production: with its limits, its error formatting, a line of its access log for each
// request, and metrics. The board stands idle, for nobody subscribes.
const nowhere = openSync('/dev/null', 'w');
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
  logger: createLogger({
    name: 'gateway',
    destination: { write: (line) => writeSync(nowhere, line) },
  }),
  metrics: new Metrics(),
  mode: 'production',
  ...(!coalesces && { coalescing: false }),
  port: 0,
});
serveGateway(gateway.url);
