import { dirname, resolve } from 'node:path';
import { gatewayConfigSchema, readGatewayConfig, type GatewayConfig } from '@metamorphosis/gateway';
import { inheritedEnvironment, readSettings } from '@metamorphosis/wiring';
import { runConfigured } from './configured-gateway.js';
import { configurationText } from './configured-places.js';

/** What stands above file and environment, as options of the command. */
const OVERRIDES = {
  supergraph: ['supergraph', 'file'],
  host: ['listen', 'host'],
  port: ['listen', 'port'],
} as const;

/** The options of `gregor gateway`. */
export interface GatewayCommandOptions {
  readonly config?: string;
  readonly supergraph?: string;
  readonly host?: string;
  readonly port?: string;
  readonly schema?: true;
}

/** Runs a gateway over any supergraph until its process is stopped. Rejects with CONFIGURATION_INVALID. */
export async function runGatewayAlone(options: GatewayCommandOptions): Promise<void> {
  if (options.schema) {
    process.stdout.write(`${JSON.stringify(gatewayConfigSchema(), undefined, 2)}\n`);
    return;
  }
  const config = configOf(options);
  const settings = { ...readSettings(), mode: config.mode };
  await runConfigured({ config, folder: folderOf(options), settings });
}

function configOf(options: GatewayCommandOptions): GatewayConfig {
  const { config: name } = options;
  return readGatewayConfig({
    file: name === undefined ? undefined : { name, text: configurationText(name) },
    environment: inheritedEnvironment(),
    options: overridesOf(options),
  });
}

function overridesOf(
  options: GatewayCommandOptions,
): { variable: string; path: readonly string[]; value: unknown }[] {
  const given = (Object.keys(OVERRIDES) as (keyof typeof OVERRIDES)[]).flatMap((name) => {
    const raw = options[name];
    if (raw === undefined) return [];
    const value = name === 'port' && /^\d+$/.test(raw) ? Number(raw) : raw;
    // What is named on the command line lies where the command is given.
    const named = name === 'supergraph' ? resolve(raw) : value;
    return [{ variable: `--${name}`, path: OVERRIDES[name], value: named }];
  });
  if (options.supergraph === undefined) return given;
  const others = ['subgraphs', 'registry'].map((other) => ({
    variable: '--supergraph',
    path: ['supergraph', other],
    value: undefined,
  }));
  return [...given, ...others];
}

function folderOf({ config }: GatewayCommandOptions): string {
  return config === undefined ? process.cwd() : dirname(resolve(config));
}
