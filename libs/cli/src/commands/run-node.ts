import { readFileSync } from 'node:fs';
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
import { BEYOND_DRAIN_MS } from '../closing-times.js';
import {
  builtModule,
  findWorkspace,
  pickServices,
  type Workspace,
} from '../workspace/workspace.js';
import { catalogueOf } from './catalogue.js';

/** The options of `gregor node`. */
export interface NodeCommandOptions {
  readonly name?: string;
  readonly services?: string;
  readonly config?: string;
}

/** Runs a node until its process is stopped. Rejects with CONFIGURATION_INVALID. */
export async function runNode(options: NodeCommandOptions): Promise<void> {
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
    closeTimeoutMs: drainTimeoutMs + BEYOND_DRAIN_MS.node,
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
