import type { Command } from 'commander';

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
    .action(async (options: { readonly schema?: true }) =>
      (await import('./print-default-config.js')).print(options.schema === true),
    );
}
