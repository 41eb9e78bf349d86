import { resolve } from 'node:path';
import { styleText } from 'node:util';
import { createLogger, runProcess } from '@metamorphosis/telemetry';
import type { Settings } from '@metamorphosis/wiring';
import { BEYOND_DRAIN_MS } from '../closing-times.js';
import { exampleOf } from '../workspace/workspace.js';
import type { Ground } from './ground.js';
import { panel } from './panel.js';
import { serveSite, type Site } from './site/serve-site.js';

/** Everything, once it is up. */
export interface RunningPlatform {
  readonly endpoint: string;
  readonly manager: string;
  stop(): Promise<void>;
}

/** How everything is run on one machine. */
export interface RunOnGround {
  /** For logs: the command. */
  readonly name: string;
  /** Starts everything but the page. Rejects when the signal aborts. */
  readonly open: (site: Site | undefined, signal: AbortSignal) => Promise<RunningPlatform>;
}

/** Runs everything on this machine until the process is stopped; shows what is where once it is up. */
export async function runOnGround(ground: Ground, { name, open }: RunOnGround): Promise<void> {
  const { workspace, settings, access, page } = ground;
  const began = Date.now();
  await runProcess({
    name,
    logger: createLogger({ name: 'start', level: 'warn', pretty: true }),
    closeTimeoutMs: settings.drainTimeoutMs + BEYOND_DRAIN_MS.platform,
    start: async (signal) => {
      // The page is there before its gateway, whose settings name the page's address.
      const gateway: { url?: string } = {};
      const { host, shopPort: port } = settings;
      const site =
        page === undefined
          ? undefined
          : await serveSite({ folder: page, host, port, gateway: () => gateway.url });
      const platform = await open(site, signal).catch(async (error: unknown) => {
        await site?.close();
        throw error;
      });
      const seconds = (Date.now() - began) / 1000;
      const { endpoint, manager } = platform;
      gateway.url = endpoint;
      const graphiql = new URL('/', endpoint).href;
      const { madeCode } = access;
      const storage = storageOf(settings);
      const example = exampleOf(workspace);
      const shop = site?.url;
      say(panel({ endpoint, graphiql, manager, shop, madeCode, storage, seconds, example }));
      return {
        facts: { endpoint, manager, ...(shop !== undefined && { shop }) },
        close: async () => {
          say(styleText('dim', '\n  stopping: finishing what is in hand ...'));
          await site?.close();
          await platform.stop();
          say(styleText('dim', '  stopped'));
        },
      };
    },
  });
}

function storageOf({ kafkaBrokers, redisUrl, databaseUrl, dataDirectory }: Settings): string[] {
  const folder = resolve(dataDirectory);
  const at = (address: string): string => new URL(address).host;
  if (!kafkaBrokers && redisUrl === undefined && databaseUrl === undefined) {
    return [
      `${folder}   ${styleText('dim', 'survives restarts; npm start -- --fresh empties it')}`,
    ];
  }
  return [
    `log       ${kafkaBrokers ? `Kafka at ${kafkaBrokers.join(', ')}` : folder}`,
    `board     ${redisUrl === undefined ? folder : `Redis at ${at(redisUrl)}`}`,
    `stores    ${databaseUrl === undefined ? folder : `PostgreSQL at ${at(databaseUrl)}`}`,
  ];
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
