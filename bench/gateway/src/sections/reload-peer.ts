import { readFileSync } from 'node:fs';
import { createReadiness } from '@metamorphosis/core';
import { createGateway } from '@metamorphosis/gateway';
import { createLogger } from '@metamorphosis/telemetry';
import { serveBench } from '../peer.ts';

const [file = ''] = process.argv.slice(2);
const sdl = readFileSync(file, 'utf8');
let update: (sdl: string) => void = () => undefined;
const gateway = await createGateway({
  source: {
    kind: 'supergraph',
    supergraph: {
      initialize: (hooks) => {
        update = hooks.update;
        return Promise.resolve({ supergraphSdl: sdl });
      },
    },
  },
  readiness: createReadiness(),
  logger: createLogger({ name: 'gateway', level: 'error' }),
  mode: 'production',
  port: 0,
});

let turns = 0;
/** Replaces the supergraph by another one; resolves with how long that took. */
async function swap(): Promise<number> {
  turns += 1;
  const begin = performance.now();
  await new Promise<void>((resolve) => {
    const stop = gateway.engine.onReload(() => {
      stop();
      resolve();
    });
    update(`${sdl}\nscalar Turn${turns} @join__type(graph: ACCOUNTS)\n`);
  });
  return performance.now() - begin;
}

serveBench({ url: gateway.url }, { swap });
