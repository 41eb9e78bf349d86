import { Option, type Command } from 'commander';
import { FORMATS } from './changes-page.js';
import type { SchemaCheckOptions } from './check-schema.js';
import { addKeepCommand } from './keep-command.js';

/** Adds `gregor schema`. */
export function addSchemaCommand(program: Command): void {
  const schema = program.command('schema').description('look after the SDL of all services');
  addKeepCommand(schema);
  schema
    .command('check')
    .description(
      'compare the SDL with what it was: for clients of the API, and for records on the log',
    )
    .requiredOption(
      '--against <what>',
      'a commit, branch or tag of git, a folder, one file, or the address of a registry',
    )
    .option('--header <name: value>', 'sent to the registry: a key; may be repeated', append, [])
    .option('--schema <dir>', 'the folder of the SDL (default: as codegen.yml says, or schema)')
    .addOption(new Option('--format <format>', 'how it is shown').choices(FORMATS).default('text'))
    .addOption(
      new Option('--fail-on <level>', 'from which level on it fails')
        .choices(['breaking', 'dangerous'])
        .default('breaking'),
    )
    .addHelpText(
      'after',
      `
The rules are in docs/guides/evolution.md. A registry is an http(s) address that answers GET with the composed supergraph,
as gateways ask it. It knows nothing of records: they are compared with what schema/records.json keeps.

Examples:
  gregor schema check --against main
  gregor schema check --against HEAD~1 --fail-on dangerous
  gregor schema check --against ../released/schema --format markdown
  gregor schema check --against https://registry.example.com/supergraph --header "authorization: Bearer $KEY"

Exit codes: 0 nothing that breaks, 1 something that does, or nothing to compare with.`,
    )
    .action(async (options: SchemaCheckOptions) =>
      (await import('./check-schema.js')).checkSchema(options),
    );
}

function append(value: string, given: readonly string[]): readonly string[] {
  return [...given, value];
}
