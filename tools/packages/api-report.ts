import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from '@microsoft/api-extractor';
import { readJson, root } from '../workspace/projects.ts';

interface Entries {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly types?: string }>>;
}

/** What a package promises, as text for reviewers: one report for each entry that has types. */
export function apiReports(folder: string): ReadonlyMap<string, string> {
  const { name, exports } = readJson<Entries>(`${folder}/package.json`);
  const reports = Object.entries(exports).flatMap(([entry, target]) => {
    const types = typeof target === 'string' ? undefined : target.types;
    // Suites and kits for specs of this workspace are no promise to anybody.
    if (types === undefined || entry === './testing') return [];
    const file = entry === '.' ? 'api.md' : `api.${entry.slice('./'.length)}.md`;
    return [[`${folder}/${file}`, report(folder, name, types)] as const];
  });
  return new Map(reports);
}

/** The reports that differ from those that are checked in; with `write` they are brought up to date. */
export function staleReports(folder: string, write: boolean): readonly string[] {
  const stale = [...apiReports(folder)].filter(([path, text]) => {
    const file = join(root, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  if (write) for (const [path, text] of stale) writeFileSync(join(root, path), text);
  return stale.map(([path]) => path);
}

function report(folder: string, name: string, types: string): string {
  const out = mkdtempSync(join(tmpdir(), 'metamorphosis-api-'));
  try {
    const config = ExtractorConfig.prepare({
      packageJsonFullPath: join(root, folder, 'package.json'),
      configObjectFullPath: undefined,
      configObject: {
        projectFolder: join(root, folder),
        mainEntryPointFilePath: join(root, folder, types),
        newlineKind: 'lf',
        compiler: { overrideTsconfig: compiler(folder, types) },
        apiReport: {
          enabled: true,
          reportFileName: 'report.api.md',
          reportFolder: out,
          reportTempFolder: join(out, 'temp'),
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        messages: {
          // Doc comments here are prose, not TSDoc; what is exported is what is promised.
          compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
          extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
          tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        },
      },
    });
    const result = Extractor.invoke(config, {
      localBuild: true,
      showVerboseMessages: false,
      messageCallback: quiet,
    });
    if (result.errorCount > 0) throw new Error(`${name}: the types of ${types} cannot be read.`);
    return readFileSync(join(out, 'report.api.md'), 'utf8');
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function quiet(message: ExtractorMessage): void {
  if (message.logLevel !== ExtractorLogLevel.Error) message.handled = true;
}

/** As those see a package who install it: what was built, not its sources. */
function compiler(folder: string, types: string): object {
  const { compilerOptions } = readJson<{ compilerOptions: Record<string, unknown> }>(
    'tsconfig.base.json',
  );
  const { customConditions: _conditions, composite: _composite, ...options } = compilerOptions;
  return {
    compilerOptions: { ...options, lib: ['ES2024', 'ESNext.Disposable', 'DOM'], jsx: 'react-jsx' },
    files: [join(root, folder, types)],
  };
}
