import { join } from 'node:path';
import { composeDown, composeIsPossible, composeUp } from './docker.ts';
import { startKafka } from './local/kafka.ts';
import type { LocalStart } from './local/local-start.ts';
import { startPostgres } from './local/postgres.ts';
import { startRedis } from './local/redis.ts';
import { assertPortFree } from './ports.ts';
import { probes, untilReady } from './probe.ts';
import {
  redacted,
  services,
  type Ports,
  type Provision,
  type Report,
  type ServiceName,
} from './service.ts';

export interface StartOptions {
  readonly names: readonly ServiceName[];
  readonly ports: Ports;
  readonly dataDir: string;
  /** The name under which docker compose keeps these containers apart from others. */
  readonly project: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly report: Report;
  /** Called whenever there is something new to stop later, also when the start fails afterwards. */
  readonly provided: (provision: Provision) => void;
}

const starters: Readonly<Record<ServiceName, (start: LocalStart) => Promise<void>>> = {
  kafka: startKafka,
  redis: startRedis,
  postgres: startPostgres,
};

/**
 * Brings up what is not there: services named by the environment are used as they are; else docker compose where an
 * engine answers; else local processes. Never rejects for a service that cannot be had: that one is `missing`, with the reason.
 */
export async function startServices(options: StartOptions): Promise<Provision[]> {
  const wanted = options.names.filter((name) => !namedByEnvironment(name, options.environment));
  const byContainer = wanted.length > 0 && (await startContainers(wanted, options));
  return Promise.all(options.names.map((name) => startOne(name, options, byContainer)));
}

async function startContainers(
  names: readonly ServiceName[],
  { project, ports, report, provided }: StartOptions,
): Promise<boolean> {
  if (!(await composeIsPossible())) return false;
  report(`starting ${names.join(', ')} with docker compose`);
  for (const name of names) provided(container(name, ports));
  try {
    await composeUp(project, names, ports);
    return true;
  } catch (error) {
    report(`docker compose did not succeed, trying local processes: ${messageOf(error)}`);
    await composeDown(project, ports, false).catch(() => undefined); // what is half there holds the ports
    return false;
  }
}

async function startOne(
  name: ServiceName,
  options: StartOptions,
  byContainer: boolean,
): Promise<Provision> {
  const { title, portVariable } = services[name];
  const begin = Date.now();
  try {
    const provision = await provide(name, options, byContainer, portVariable);
    options.provided(provision);
    options.report(`${title} is ready after ${((Date.now() - begin) / 1000).toFixed(1)} s`);
    return provision;
  } catch (error) {
    const reason = messageOf(error);
    options.report(`${title} is missing: ${reason}`);
    return { name, from: 'missing', reason };
  }
}

async function provide(
  name: ServiceName,
  options: StartOptions,
  byContainer: boolean,
  portVariable: string,
): Promise<Provision> {
  const { title } = services[name];
  const named = namedByEnvironment(name, options.environment);
  if (named) {
    await untilReady(`${title} at ${redacted(named)}`, () => probes[name](named), {
      deadlineMs: 15_000,
    });
    return { name, from: 'environment', url: named };
  }
  if (byContainer) {
    const provision = container(name, options.ports);
    await untilReady(title, () => probes[name](provision.url), { deadlineMs: 60_000 });
    return provision;
  }
  const port = options.ports[name];
  await assertPortFree(port, portVariable);
  let provision: Provision | undefined;
  await starters[name]({
    port,
    dataDir: join(options.dataDir, name),
    report: options.report,
    started: (process) => {
      provision = process;
      options.provided(process);
    },
  });
  if (!provision) throw new Error(`${title} started without a process.`);
  return provision;
}

function namedByEnvironment(name: ServiceName, environment: NodeJS.ProcessEnv): string | undefined {
  return environment[services[name].variable] || undefined;
}

function container(name: ServiceName, ports: Ports): Provision & { readonly from: 'docker' } {
  return { name, from: 'docker', url: services[name].url(ports[name]), port: ports[name] };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
