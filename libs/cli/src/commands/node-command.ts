import type { Command } from 'commander';
import { describeService, startNode, type FleetService } from '@metamorphosis/node';
import { runProcess, serveHealth } from '@metamorphosis/telemetry';
import { inheritedEnvironment, openPlatform, readSettings } from '@metamorphosis/wiring';
import {
  builtModule,
  findWorkspace,
  pickServices,
  type Workspace,
} from '../workspace/workspace.js';

/** Adds `gregor node`. */
export function addNodeCommand(program: Command): void {
  program
    .command('node')
    .description('run the workers of services on this machine, and restart those that crash')
    .option('--name <name>', 'unique among all nodes (default: the host name)')
    .option(
      '--services <names>',
      'services whose workers it runs, separated by commas (default: all)',
    )
    .addHelpText(
      'after',
      `
Examples:
  gregor node
  gregor node --name node-2 --services orders,inventory

SIGTERM (or Ctrl-C) stops it: workers finish what they have in hand, commit and leave. A second signal cuts it off.
Exit codes: 0 stopped, 1 failed, 3 cut off.`,
    )
    .action((options: NodeCommandOptions) => runNode(options));
}

interface NodeCommandOptions {
  readonly name?: string;
  readonly services?: string;
}

async function runNode(options: NodeCommandOptions): Promise<void> {
  const settings = readSettings();
  const workspace = findWorkspace(process.cwd());
  const services = pickServices(workspace, options.services?.split(',') ?? settings.services);
  const fleet = await Promise.all(services.map((name) => serviceOf(workspace, name)));
  const platform = openPlatform('node', settings);
  const { log, board, readiness, logger } = platform;
  const { partitions, drainTimeoutMs, host, port = 0 } = settings;
  await runProcess({
    name: 'node',
    logger,
    readiness,
    // Workers get their own deadline first; the node outlives them to report it.
    closeTimeoutMs: drainTimeoutMs + 15_000,
    start: async (signal) => {
      const health = await serveHealth(readiness, host, port);
      const node = await startNode({
        ...(options.name !== undefined && { name: options.name }),
        services: fleet,
        relayed: workspace.services,
        log,
        board,
        env: inheritedEnvironment(),
        partitions,
        drainTimeoutMs,
        readiness,
        logger,
        signal,
      });
      return {
        facts: { node: node.name, services, healthPort: health.port },
        close: async () => {
          await node.close();
          await health.close();
          await platform.close();
        },
      };
    },
  });
}

async function serviceOf(workspace: Workspace, name: string): Promise<FleetService> {
  const module = builtModule(workspace, name, 'worker');
  const consumers = await describeService(name, module, inheritedEnvironment());
  return { name, module, consumers, settings: {} };
}
