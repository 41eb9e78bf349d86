import { join } from 'node:path';
import { run } from './run.ts';
import { serviceNames, services, type Ports, type ServiceName } from './service.ts';

const root = join(import.meta.dirname, '../..');

/** Whether a Docker engine answers and has the compose plugin. */
export async function composeIsPossible(): Promise<boolean> {
  try {
    await run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeoutMs: 10_000 });
    await run('docker', ['compose', 'version'], { timeoutMs: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** Starts the containers and waits for their health checks. */
export async function composeUp(
  project: string,
  names: readonly ServiceName[],
  ports: Ports,
): Promise<void> {
  await compose(project, ports, ['up', '--detach', '--wait', '--quiet-pull', ...names]);
}

/** Ends and removes the containers of the project; their volumes too if the data is not wanted any more. */
export async function composeDown(project: string, ports: Ports, dropData: boolean): Promise<void> {
  await compose(project, ports, ['down', ...(dropData ? ['--volumes'] : [])]);
}

function compose(project: string, ports: Ports, args: readonly string[]): Promise<string> {
  return run('docker', ['compose', '--project-name', project, ...args], {
    timeoutMs: 600_000,
    cwd: root,
    environment: Object.fromEntries(
      serviceNames.map((name) => [services[name].portVariable, String(ports[name])]),
    ),
  });
}
