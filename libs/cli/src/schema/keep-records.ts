import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
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
import { explainedFile } from '../codegen/explained-file.js';
import { processTerminal } from '../terminal/terminal.js';
import { changesPage } from './changes-page.js';
import { readAgainst } from './read-against.js';

/** The options of `gregor schema keep`. */
export interface KeepOptions {
  readonly from?: string;
  readonly schema?: string;
  readonly check?: true;
}

/** Keeps how records look now. Rejects with CONFIGURATION_INVALID, or an `SdlError`. */
export async function keepRecords({ from, schema: named, check }: KeepOptions): Promise<void> {
  const cwd = process.cwd();
  const config = readCodegenConfig(cwd);
  const root = named === undefined ? config.root : cwd;
  const schema = named ?? config.schema;
  const folder = resolve(root, schema);
  const now = await readSdlFiles(folder, cwd).catch((error: unknown) => {
    throw explainedFile(error);
  });
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
