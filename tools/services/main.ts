import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { hold } from './hold.ts';
import { reachableHome } from './local/postgres.ts';
import { developmentPorts } from './ports.ts';
import { probes } from './probe.ts';
import { isAlive } from './process.ts';
import { environmentOf, redacted, serviceNames, services, type Provision } from './service.ts';
import { startServices } from './start-services.ts';
import { developmentDir, dropState, readState, writeState } from './state.ts';
import { stopServices } from './stop-services.ts';

const project = 'metamorphosis';

const usage = `npm run services -- <command>

  start [--fresh]   starts Kafka, Redis and PostgreSQL, unless KAFKA_BROKERS, REDIS_URL or DATABASE_URL names one;
                    --fresh empties their data first. Ports: KAFKA_PORT, REDIS_PORT, POSTGRES_PORT
  status            says where each service is and whether it answers
  stop              stops what start has started; the data stays`;

function report(line: string): void {
  console.error(line);
}

async function start(fresh: boolean): Promise<number> {
  if (fresh) await dropEverything();
  const known = new Map(running().map((provision) => [provision.name, provision]));
  const ports = developmentPorts(process.env);
  const remember = (provision: Provision): void => {
    known.set(provision.name, provision);
    const ours = [...known.values()].filter(({ from }) => from === 'process' || from === 'docker');
    writeState({ ports, provisions: ours });
  };
  for (const { name } of known.values()) report(`${services[name].title} runs already`);
  await startServices({
    names: serviceNames.filter((name) => !known.has(name)),
    ports,
    dataDir: developmentDir,
    project,
    environment: process.env,
    report,
    provided: remember,
  });
  printExports(serviceNames.flatMap((name) => known.get(name) ?? []));
  return known.size === serviceNames.length ? 0 : 1;
}

async function status(): Promise<number> {
  const recorded = new Map(readState()?.provisions.map((provision) => [provision.name, provision]));
  const answers = await Promise.all(
    serviceNames.map(async (name) => {
      const { title, variable } = services[name];
      const provision = recorded.get(name);
      const named = process.env[variable];
      const url = named || (provision && 'url' in provision ? provision.url : undefined);
      if (!url) return (report(`${title}: not started`), false);
      const origin = named ? `named by ${variable}` : describe(provision);
      const shown = named ? redacted(named) : url;
      try {
        await probes[name](url);
        return (report(`${title}: answers at ${shown} (${origin})`), true);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return (report(`${title}: does not answer at ${shown} (${origin}): ${reason}`), false);
      }
    }),
  );
  return answers.every(Boolean) ? 0 : 1;
}

async function stop(): Promise<number> {
  const state = readState();
  if (!state) return (report('nothing was started'), 0);
  await stopServices({ ...state, project, report });
  dropState();
  return 0;
}

async function dropEverything(): Promise<void> {
  const state = readState();
  if (state) await stopServices({ ...state, project, report, dropData: true });
  rmSync(reachableHome(join(developmentDir, 'postgres')), { recursive: true, force: true });
  rmSync(developmentDir, { recursive: true, force: true });
}

function running(): Provision[] {
  return (readState()?.provisions ?? []).filter(
    (provision) =>
      !process.env[services[provision.name].variable] &&
      (provision.from === 'docker' || (provision.from === 'process' && isAlive(provision.process))),
  );
}

function describe(provision: Provision | undefined): string {
  if (provision?.from === 'docker') return 'docker compose';
  return provision?.from === 'process' ? `pid ${provision.process.pid}` : 'unknown';
}

function printExports(provisions: readonly Provision[]): void {
  for (const [variable, url] of Object.entries(environmentOf(provisions))) {
    console.log(`export ${variable}='${url}'`);
  }
}

const [command, ...flags] = process.argv.slice(2);
if (command === 'start') process.exitCode = await start(flags.includes('--fresh'));
else if (command === 'status') process.exitCode = await status();
else if (command === 'stop') process.exitCode = await stop();
else if (command === 'hold') await hold();
else {
  report(usage);
  process.exitCode = 2;
}
