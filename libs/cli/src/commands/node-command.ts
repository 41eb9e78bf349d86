import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { errors } from '@metamorphosis/contract';
import {
  ENVIRONMENT_PREFIX,
  mergeSettings,
  readConfig,
  readEnvironment,
  startNode,
  type Catalogue,
  type FleetService,
  type NodeConfig,
} from '@metamorphosis/node';
import { runProcess, serveHealth } from '@metamorphosis/telemetry';
import { inheritedEnvironment, openPlatform, readSettings } from '@metamorphosis/wiring';
import {
  builtModule,
  findWorkspace,
  pickServices,
  type Workspace,
} from '../workspace/workspace.js';
import { catalogueOf } from './catalogue.js';

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
    .option(
      '--config <file>',
      'which services and consumers run how: gregor default-config prints one',
    )
    .addHelpText(
      'after',
      `
What an operator has set through the manager stands above the environment, the environment above the file.

Examples:
  gregor node
  gregor node --name node-2 --services orders,inventory
  gregor node --config gregor.yaml

SIGTERM (or Ctrl-C) stops it: workers finish what they have in hand, commit and leave. A second signal cuts it off.
Exit codes: 0 stopped, 1 failed, 3 cut off.`,
    )
    .action((options: NodeCommandOptions) => runNode(options));
}

interface NodeCommandOptions {
  readonly name?: string;
  readonly services?: string;
  readonly config?: string;
}

async function runNode(options: NodeCommandOptions): Promise<void> {
  const settings = readSettings();
  const workspace = findWorkspace(process.cwd());
  const asked = pickServices(workspace, options.services?.split(',') ?? settings.services);
  const environment = inheritedEnvironment();
  // What is configured may speak of services that run elsewhere; all are asked then, so that a slip is told from those.
  const isConfigured =
    options.config !== undefined ||
    Object.keys(environment).some((variable) => variable.startsWith(ENVIRONMENT_PREFIX));
  const catalogue = await catalogueOf(workspace, isConfigured ? workspace.services : asked);
  const config = options.config === undefined ? {} : configOf(options.config, catalogue);
  const services = asked.filter((name) => config.services?.has(name) ?? true);
  const fleet = fleetOf(workspace, services, catalogue, config);
  const name = options.name ?? config.name;
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
        ...(name !== undefined && { name }),
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
        wasCutOff: () => node.wasCutOff,
        close: async () => {
          await node.close();
          await health.close();
          await platform.close();
        },
      };
    },
  });
}

function configOf(file: string, catalogue: Catalogue): NodeConfig {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw errors.CONFIGURATION_INVALID(
      [`${file} cannot be read. Make one: gregor default-config > ${file}`],
      { cause },
    );
  }
  return readConfig(file, text, catalogue);
}

function fleetOf(
  workspace: Workspace,
  services: readonly string[],
  catalogue: Catalogue,
  config: NodeConfig,
): readonly FleetService[] {
  const environment = readEnvironment(inheritedEnvironment(), catalogue);
  return services.map((name) => ({
    name,
    module: builtModule(workspace, name, 'worker'),
    consumers: catalogue.get(name) ?? [],
    settings: mergeSettings(environment.get(name), config.services?.get(name)),
  }));
}
