import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { readRecordForms, readSdlFiles } from '@metamorphosis/codegen';
import { EXIT_CODES } from '@metamorphosis/contract';
import { readCodegenConfig } from '../codegen/codegen-config.js';
import { processTerminal } from '../terminal/terminal.js';
import { whileWorking } from '../terminal/while-working.js';
import { changesPage, FORMATS, type Format } from './changes-page.js';
import { addKeepCommand } from './keep-command.js';
import { readAgainst } from './read-against.js';
import { isRegistry, readRegistry } from './read-registry.js';
import { schemaChanges } from './schema-changes.js';

interface Options {
  readonly against: string;
  readonly header: readonly string[];
  readonly schema?: string;
  readonly format: Format;
  readonly failOn: 'breaking' | 'dangerous';
}

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
    .action((options: Options) => check(options));
}

async function check(options: Options): Promise<void> {
  const { against, format, failOn } = options;
  const config = readCodegenConfig(process.cwd());
  const schema = options.schema ?? config.schema;
  const root = options.schema === undefined ? config.root : process.cwd();
  const now = await readSdlFiles(resolve(root, schema), process.cwd());
  const before = isRegistry(against)
    ? await readRegistry(against, options.header)
    : await readAgainst(against, root, schema, now);
  const forms = await readRecordForms(resolve(root, schema), process.cwd());
  const own = { forms, out: resolve(config.root, config.out) };
  const changes = await whileWorking('comparing the schemas', schemaChanges(before, now, own));
  const terminal = processTerminal();
  terminal.print(changesPage(changes, format, (style, text) => terminal.paint(style, text)));
  const fails = failOn === 'breaking' ? ['breaking'] : ['breaking', 'dangerous'];
  if (changes.some(({ level }) => fails.includes(level))) process.exitCode = EXIT_CODES.failed;
}

function append(value: string, given: readonly string[]): readonly string[] {
  return [...given, value];
}
