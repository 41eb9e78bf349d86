import type { Command } from 'commander';
import { configSchema, defaultConfig } from '@metamorphosis/node';
import { findWorkspace } from '../workspace/workspace.js';
import { catalogueOf } from './catalogue.js';

/** The schema's file, as the printed configuration names it. */
const SCHEMA_FILE = './gregor.schema.json';

/** Adds `gregor default-config`. */
export function addDefaultConfigCommand(program: Command): void {
  program
    .command('default-config')
    .description('print a configuration file for gregor node, with every service and consumer')
    .option('--schema', 'print the JSON Schema of such files instead: editors complete by it')
    .addHelpText(
      'after',
      `
Consumers are read from the built services: run npm run build first.

Examples:
  gregor default-config > gregor.yaml
  gregor default-config --schema > gregor.schema.json
  gregor node --config gregor.yaml`,
    )
    .action((options: { readonly schema?: true }) => print(options.schema === true));
}

async function print(schema: boolean): Promise<void> {
  const workspace = findWorkspace(process.cwd());
  const catalogue = await catalogueOf(workspace, workspace.services);
  const text = schema
    ? `${JSON.stringify(configSchema(catalogue), undefined, 2)}\n`
    : defaultConfig(catalogue, SCHEMA_FILE);
  process.stdout.write(text);
}
