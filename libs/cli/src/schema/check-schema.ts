import { resolve } from 'node:path';
import { readRecordForms, readSdlFiles } from '@metamorphosis/codegen';
import { EXIT_CODES } from '@metamorphosis/contract';
import { readCodegenConfig } from '../codegen/codegen-config.js';
import { explainedFile } from '../codegen/explained-file.js';
import { processTerminal } from '../terminal/terminal.js';
import { whileWorking } from '../terminal/while-working.js';
import { changesPage, type Format } from './changes-page.js';
import { readAgainst } from './read-against.js';
import { isRegistry, readRegistry } from './read-registry.js';
import { schemaChanges } from './schema-changes.js';

/** The options of `gregor schema check`. */
export interface SchemaCheckOptions {
  readonly against: string;
  readonly header: readonly string[];
  readonly schema?: string;
  readonly format: Format;
  readonly failOn: 'breaking' | 'dangerous';
}

/** Compares the SDL with what it was, and prints what differs. Rejects with CONFIGURATION_INVALID. */
export async function checkSchema(options: SchemaCheckOptions): Promise<void> {
  const { against, format, failOn } = options;
  const config = readCodegenConfig(process.cwd());
  const schema = options.schema ?? config.schema;
  const root = options.schema === undefined ? config.root : process.cwd();
  const now = await readSdlFiles(resolve(root, schema), process.cwd()).catch((error: unknown) => {
    throw explainedFile(error);
  });
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
