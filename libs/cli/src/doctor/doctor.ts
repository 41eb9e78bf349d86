import { EXIT_CODES } from '@metamorphosis/contract';
import {
  hasServiceStore,
  openPorts,
  openServiceStore,
  readSettings,
  type Settings,
} from '@metamorphosis/wiring';
import { catalogueOf } from '../commands/catalogue.js';
import { GATEWAY_PORT } from '../start/gateway-port.js';
import { findSite } from '../start/site/find-site.js';
import { boardSource } from '../status/status-source.js';
import { processTerminal, type Terminal } from '../terminal/terminal.js';
import { findWorkspace, type Workspace } from '../workspace/workspace.js';
import { checkGraphql, checkNode } from './check-installation.js';
import { checkConsumers, checkNodeClocks, checkReachable, checkTopics } from './check-platform.js';
import { checkClock, checkPort } from './check-ports.js';
import { trouble, type Finding } from './finding.js';

/** Prints what is wrong with this installation. The exit code says whether something is broken. */
export async function doctor(isJson: boolean): Promise<void> {
  const terminal = processTerminal();
  let broken = false;
  for await (const finding of findings()) {
    broken ||= finding.level === 'error';
    terminal.print(isJson ? JSON.stringify(finding) : lineOf(finding, terminal));
  }
  if (broken) process.exitCode = EXIT_CODES.failed;
}

function lineOf({ level, about, text, remedy }: Finding, terminal: Terminal): string {
  const marks = { ok: ['green', '✓'], warning: ['yellow', '!'], error: ['red', '✗'] } as const;
  const [colour, mark] = marks[level];
  const head = `${terminal.paint(colour, mark)} ${about.padEnd(14)} ${text}`;
  return remedy === undefined ? head : `${head}\n${' '.repeat(17)}${terminal.paint('dim', remedy)}`;
}

async function* findings(): AsyncGenerator<Finding> {
  yield checkNode();
  let settings: Settings;
  try {
    settings = readSettings();
  } catch (error) {
    yield trouble('settings', (error as Error).message, 'Correct them: docs/configuration.md.');
    return;
  }
  const workspace = workspaceHere();
  if (workspace) yield checkGraphql(workspace.root);
  const { host, port = GATEWAY_PORT, managerHost, managerPort, shopPort } = settings;
  yield await checkPort(host, port, 'PORT');
  yield await checkPort(managerHost, managerPort, 'MANAGER_PORT');
  // Nobody takes that port where the project has no page.
  if (workspace && findSite(workspace)) yield await checkPort(host, shopPort, 'SHOP_PORT');
  const clock = await checkClock(`http://${host}:${port}/`);
  if (clock) yield clock;
  yield* platformFindings(settings, workspace);
}

async function* platformFindings(
  settings: Settings,
  workspace: Workspace | undefined,
): AsyncGenerator<Finding> {
  const { kafkaBrokers, redisUrl, databaseUrl, dataDirectory } = settings;
  const quiet = { ...settings, logLevel: 'silent' as const };
  const ports = openPorts('doctor', quiet);
  try {
    const logIs = kafkaBrokers
      ? `Kafka at ${String(kafkaBrokers)}`
      : `embedded in ${dataDirectory}`;
    const boardIs = redisUrl
      ? `Redis at ${new URL(redisUrl).host}`
      : `embedded in ${dataDirectory}`;
    const log = await checkReachable(
      'log',
      logIs,
      ports.log,
      'Start the brokers, or correct KAFKA_BROKERS.',
    );
    yield log;
    const board = await checkReachable(
      'board',
      boardIs,
      ports.board,
      'Start Redis, or correct REDIS_URL.',
    );
    yield board;
    if (workspace) yield* storeFindings(quiet, workspace, databaseUrl !== undefined);
    if (log.level !== 'ok') return;
    if (workspace) {
      yield await attempt('topics', 'Build the services: npm run build.', async () =>
        checkTopics(
          ports.log,
          await catalogueOf(workspace, workspace.services),
          settings.partitions,
        ),
      );
    }
  } finally {
    await ports.close();
  }
  const source = await boardSource(settings);
  try {
    const web = await source.read();
    yield* checkConsumers(web);
    yield* checkNodeClocks(web);
  } catch (error) {
    yield trouble('consumers', (error as Error).message, 'The board must answer first.');
  } finally {
    await source.close();
  }
}

async function* storeFindings(
  settings: Settings,
  { services }: Workspace,
  isServer: boolean,
): AsyncGenerator<Finding> {
  for (const service of services) {
    // Looking at an embedded one would make it.
    if (!hasServiceStore(service, settings)) continue;
    const remedy = isServer
      ? 'Start PostgreSQL, or correct DATABASE_URL.'
      : 'See whether its file can be read.';
    yield await attempt(`data of ${service}`.slice(0, 20), remedy, async () => {
      const store = await openServiceStore(service, settings, 'doctor');
      try {
        return await checkReachable(service, isServer ? 'PostgreSQL' : 'embedded', store, remedy);
      } finally {
        await store.close();
      }
    });
  }
}

async function attempt(
  about: string,
  remedy: string,
  look: () => Promise<Finding>,
): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    return trouble(about, (error as Error).message, remedy);
  }
}

function workspaceHere(): Workspace | undefined {
  try {
    return findWorkspace(process.cwd());
  } catch {
    return undefined;
  }
}
