import { styleText } from 'node:util';
import type { ProcessOptions, SupervisedProcess } from '@metamorphosis/node';
import { createLogger } from '@metamorphosis/telemetry';
import { BEYOND_DRAIN_MS } from '../closing-times.js';
import { PROGRAMS } from '../workspace/programs.js';
import { builtModule } from '../workspace/workspace.js';
import { gatewayEnvironment, serviceEnvironment } from './child-environment.js';
import { comeUp, type Facts } from './come-up.js';
import { gatewayModule } from './gateway-module.js';
import type { Ground } from './ground.js';
import { nodesAreThere } from './nodes-are-there.js';
import type { RunningPlatform } from './run-on-ground.js';
import type { Site } from './site/serve-site.js';

/** A process that fails so often before it was ever up will not come up by itself. */
const MAX_FAILED_STARTS = 3;

/** Starts the services, one node with all workers, and the gateway, and says of each when it is up. */
export async function startPlatform(
  ground: Ground,
  site: Site | undefined,
  signal: AbortSignal,
): Promise<RunningPlatform> {
  const { workspace, settings, access } = ground;
  const { drainTimeoutMs } = settings;
  const logger = createLogger({ name: 'start', level: 'warn', pretty: true });
  const env = serviceEnvironment();
  const running: SupervisedProcess[] = [];
  const up = async (
    name: string,
    options: Pick<ProcessOptions, 'module' | 'args' | 'env' | 'closeTimeoutMs' | 'restart'>,
  ): Promise<Facts> => {
    const began = Date.now();
    const starting = comeUp(
      { name, ...options, cwd: workspace.root, logger },
      { signal, attempts: MAX_FAILED_STARTS },
    );
    running.push(starting.process);
    const facts = await starting.up;
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    const line = `  ${styleText('green', '✔')} ${name} ${styleText('dim', `${seconds} s`)}`;
    process.stdout.write(`${line}\n`);
    return facts;
  };
  const stop = async (): Promise<void> => {
    // The edge first: nobody is accepted who would not be served to the end.
    for (const group of groups(running)) await Promise.all(group.map((child) => child.stop()));
  };
  try {
    const closeTimeoutMs = drainTimeoutMs + BEYOND_DRAIN_MS.child;
    const node = up('workers', {
      module: PROGRAMS.gregor,
      args: ['node'],
      env,
      // An operator who stops the node through the manager wants it stopped.
      restart: 'on-failure',
      closeTimeoutMs: drainTimeoutMs + BEYOND_DRAIN_MS.startedNode,
    });
    const services = workspace.services.map((name) =>
      up(name, { module: builtModule(workspace, name, 'main'), env, closeTimeoutMs }),
    );
    const facts = await Promise.all([...services, node]);
    const urls = new Map(workspace.services.map((name, i) => [name, String(facts[i]?.['url'])]));
    // The public port opens last: whoever gets an answer there finds everything behind it at work.
    const gateway = await up('gateway', {
      module: gatewayModule(workspace),
      env: gatewayEnvironment(ground, site, urls),
      // Several processes of it are given their time first.
      closeTimeoutMs: drainTimeoutMs + BEYOND_DRAIN_MS.startedGateway,
    });
    const manager = String(gateway['managerUrl']);
    await nodesAreThere(manager, access.code, signal);
    return { endpoint: String(gateway['url']), manager, stop };
  } catch (error) {
    await stop();
    throw error;
  }
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
