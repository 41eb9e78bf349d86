import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  analyse,
  keepForms,
  printRecordForms,
  readRecordForms,
  readSdlFiles,
  RECORD_FORMS_FILE,
  SdlError,
} from '@metamorphosis/codegen';
import { EXIT_CODES } from '@metamorphosis/contract';
import { readCodegenConfig } from '../codegen/codegen-config.js';
import { processTerminal } from '../terminal/terminal.js';
import { changesPage } from './changes-page.js';
import { readAgainst } from './read-against.js';

interface Options {
  readonly from?: string;
  readonly schema?: string;
  readonly check?: true;
}

/** Adds `gregor schema keep`. */
export function addKeepCommand(schema: Command): void {
  schema
    .command('keep')
    .description(`write down how records look now, in ${RECORD_FORMS_FILE} beside the SDL`)
    .option('--from <what>', 'as they looked in a commit, branch or tag of git, or in a folder')
    .option('--schema <dir>', 'the folder of the SDL (default: as codegen.yml says, or schema)')
    .option('--check', 'only say whether it is up to date')
    .addHelpText(
      'after',
      `
Run it when you release, and check the file in: what is kept of a version is what its records look like on the log.
A record that changes so that what lies there cannot be read wants a new version (docs/guides/evolution.md).

Examples:
  gregor schema keep
  gregor schema keep --from v1.4.0
  gregor schema keep --check

Exit codes: 0 kept, 1 a record wants a new version, or --check found that something is to be kept.`,
    )
    .action((options: Options) => keep(options));
}

async function keep({ from, schema: named, check }: Options): Promise<void> {
  const cwd = process.cwd();
  const config = readCodegenConfig(cwd);
  const root = named === undefined ? config.root : cwd;
  const schema = named ?? config.schema;
  const folder = resolve(root, schema);
  const now = await readSdlFiles(folder, cwd);
  const files = from === undefined ? now : await readAgainst(from, root, schema, now);
  const analysis = analyse(files);
  if (!analysis.ok) throw new SdlError(analysis.diagnostics);
  const before = await readRecordForms(folder, cwd);
  const kept = keepForms(
    before,
    analysis.services.map(({ model }) => model),
  );
  const terminal = processTerminal();
  const path = relative(cwd, join(folder, RECORD_FORMS_FILE));
  if (!kept.ok) {
    const changes = kept.refused.map(({ record, ...change }) => ({
      ...change,
      kind: 'records' as const,
      place: record,
    }));
    terminal.print(changesPage(changes, 'text', (style, text) => terminal.paint(style, text)));
    process.exitCode = EXIT_CODES.failed;
    return;
  }
  const text = printRecordForms(kept.forms);
  const isCurrent = text === printRecordForms(before);
  if (check) {
    terminal.print(
      isCurrent ? `${path} is up to date.` : `${path} is to be kept: gregor schema keep`,
    );
    if (!isCurrent) process.exitCode = EXIT_CODES.failed;
    return;
  }
  if (!isCurrent) await writeFile(resolve(cwd, path), text);
  terminal.print(isCurrent ? `${path} is up to date.` : `wrote ${path}`);
}
