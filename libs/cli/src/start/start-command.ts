import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { errors } from '@metamorphosis/contract';
import { SupervisedProcess, type ProcessOptions, type ProcessState } from '@metamorphosis/node';
import { createLogger, runProcess } from '@metamorphosis/telemetry';
import {
  inheritedEnvironment,
  readSecrets,
  readSettings,
  type Settings,
} from '@metamorphosis/wiring';
import { PROGRAMS } from '../workspace/programs.js';
import { builtModule, exampleOf, findWorkspace, type Workspace } from '../workspace/workspace.js';
import { emptyDataFolder, takeDataFolder } from './data-folder.js';
import { managerAccess, withoutAuthCode, type ManagerAccess } from './manager-access.js';
import { nodesAreThere } from './nodes-are-there.js';
import { panel } from './panel.js';
import { requireFreePort } from './require-free-port.js';
import { findSite } from './site/find-site.js';
import { serveSite, type Site } from './site/serve-site.js';

/** The gateway's port unless PORT says otherwise. */
const GATEWAY_PORT = 4000;
/** A process that fails so often before it was ever up will not come up by itself. */
const MAX_FAILED_STARTS = 3;

interface StartOptions {
  readonly fresh?: true;
}

/** Adds `gregor start`. */
export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('run everything on this machine: gateway, services, workers (development)')
    .option('--fresh', 'delete the embedded data first')
    .addHelpText(
      'after',
      `
Without KAFKA_BROKERS, REDIS_URL and DATABASE_URL everything runs on embedded adapters, with no server to
install. Setting one of them replaces that adapter and nothing else. PORT chooses the gateway's port.

A page in apps/shop that was built is served on SHOP_PORT (4002).

The manager listens on MANAGER_PORT (4001). Its code is the one in AUTH_CODE or in the file that AUTH_CODE_FILE names;
without them one is made for this run, and shown once.

Examples:
  gregor start
  PORT=4080 gregor start --fresh`,
    )
    .action((options: StartOptions) => start(options));
}

async function start(options: StartOptions): Promise<void> {
  const settings = readSettings();
  const workspace = findWorkspace(process.cwd());
  const { host, port = GATEWAY_PORT, dataDirectory } = settings;
  const access = managerAccess(settings);
  await requireFreePort(host, port, 'PORT');
  await requireFreePort(settings.managerHost, settings.managerPort, 'MANAGER_PORT');
  const page = findSite(workspace);
  if (page !== undefined) await requireFreePort(host, settings.shopPort, 'SHOP_PORT');
  const release = takeDataFolder(dataDirectory);
  process.once('exit', release);
  if (options.fresh) emptyDataFolder(dataDirectory);
  // Made before the processes start, so that they all find the same one.
  readSecrets(settings);
  const began = Date.now();
  await runProcess({
    name: 'gregor start',
    logger: createLogger({ name: 'start', level: 'warn', pretty: true }),
    closeTimeoutMs: settings.drainTimeoutMs + 25_000,
    start: async (signal) => {
      // The page is there before its gateway, whose settings name the page's address.
      const gateway: { url?: string } = {};
      const site =
        page === undefined
          ? undefined
          : await serveSite({
              folder: page,
              host,
              port: settings.shopPort,
              gateway: () => gateway.url,
            });
      const platform = await startAll(workspace, settings, port, access, site, signal).catch(
        async (error: unknown) => {
          await site?.close();
          throw error;
        },
      );
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

async function startAll(
  workspace: Workspace,
  settings: Settings,
  port: number,
  access: ManagerAccess,
  site: Site | undefined,
  signal: AbortSignal,
): Promise<{ endpoint: string; manager: string; stop: () => Promise<void> }> {
  const { drainTimeoutMs } = settings;
  const logger = createLogger({ name: 'start', level: 'warn', pretty: true });
  const inherited = inheritedEnvironment();
  const env = {
    // Services and workers have no use for the manager's code.
    ...withoutAuthCode(inherited),
    // The panel stays readable: what goes well is not logged unless asked for.
    LOG_LEVEL: inherited['LOG_LEVEL'] ?? 'warn',
    METAMORPHOSIS_SEED: '1',
    PORT: '0',
  };
  const running: SupervisedProcess[] = [];
  const up = (
    name: string,
    options: Pick<ProcessOptions, 'module' | 'args' | 'env' | 'closeTimeoutMs' | 'restart'>,
  ) =>
    comeUp(
      (onChange) => {
        const child = new SupervisedProcess({
          name,
          ...options,
          cwd: workspace.root,
          logger,
          onChange,
        });
        running.push(child);
      },
      name,
      signal,
    );
  const stop = async (): Promise<void> => {
    // The edge first: nobody is accepted who would not be served to the end.
    for (const group of groups(running)) await Promise.all(group.map((child) => child.stop()));
  };
  try {
    const closeTimeoutMs = drainTimeoutMs + 6000;
    const node = up('workers', {
      module: PROGRAMS.gregor,
      args: ['node'],
      env,
      // An operator who stops the node through the manager wants it stopped.
      restart: 'on-failure',
      closeTimeoutMs: drainTimeoutMs + 20_000,
    });
    const services = workspace.services.map((name) =>
      up(name, { module: builtModule(workspace, name, 'main'), env, closeTimeoutMs }),
    );
    const facts = await Promise.all([...services, node]);
    const urls = workspace.services.map((name, i) => `${name}=${String(facts[i]?.['url'])}`);
    // The public port opens last: whoever gets an answer there finds everything behind it at work.
    const gateway = await up('gateway', {
      module: gatewayModule(workspace),
      // The code goes by the environment: arguments stand in every list of processes.
      env: {
        ...env,
        ...access.env,
        PORT: String(port),
        METAMORPHOSIS_SUBGRAPHS: urls.join(','),
        ...(site && { METAMORPHOSIS_CORS_ORIGINS: originsWith(site, settings) }),
      },
      closeTimeoutMs,
    });
    const manager = String(gateway['managerUrl']);
    await nodesAreThere(manager, access.code, signal);
    return { endpoint: String(gateway['url']), manager, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Who may read the gateway's answers: those whom the settings name, and the page that is served here. */
function originsWith(site: Site, { corsOrigins = [] }: Settings): string {
  return [...new Set([...corsOrigins, ...site.origins])].join(',');
}

/** A project may have a gateway of its own in apps/gateway; without one it is the one of this package. */
function gatewayModule(workspace: Workspace): string {
  return existsSync(join(workspace.root, 'apps', 'gateway'))
    ? builtModule(workspace, 'gateway', 'main')
    : PROGRAMS.gateway;
}

/** Gateway, then the services, then the workers: in the order in which work flows. */
function groups(running: readonly SupervisedProcess[]): readonly (readonly SupervisedProcess[])[] {
  const named = (test: (name: string) => boolean): SupervisedProcess[] =>
    running.filter(({ name }) => test(name));
  return [
    named((name) => name === 'gateway'),
    named((name) => name !== 'gateway' && name !== 'workers'),
    named((name) => name === 'workers'),
  ];
}

async function comeUp(
  begin: (onChange: (state: ProcessState) => void) => void,
  name: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const began = Date.now();
  const facts = await new Promise<Readonly<Record<string, unknown>>>((resolveUp, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    begin((state) => {
      if (state.kind === 'up') resolveUp(state.facts);
      else if (state.kind === 'waiting' && state.restarts >= MAX_FAILED_STARTS) {
        reject(errors.CONFIGURATION_INVALID([`${name} does not start: ${state.reason}`]));
      }
    });
  });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  say(`  ${styleText('green', '✔')} ${name} ${styleText('dim', `${seconds} s`)}`);
  return facts;
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
