import { styleText } from 'node:util';
import {
  countOf,
  isWarning,
  renderDiagnostic,
  type CodegenRun,
  type Paint,
} from '@metamorphosis/codegen';
import { counted } from '../terminal/counted.js';

type Run = CodegenRun & { readonly tookMs: number };

/** How runs are told. */
export interface ReportOptions {
  readonly check: boolean;
  readonly json: boolean;
}

/** Tells runs: what was done on standard output, mistakes on standard error. */
export function codegenReport(options: ReportOptions): (run: Run) => void {
  return (run) => {
    if (options.json) {
      process.stdout.write(`${JSON.stringify(jsonOf(run))}\n`);
      return;
    }
    const told = run.diagnostics.map((one) => `${renderDiagnostic(one, paint)}\n\n`).join('');
    process.stderr.write(told);
    (run.ok ? process.stdout : process.stderr).write(`${summary(run, options)}\n`);
  };
}

/** Colours where standard error is a terminal and NO_COLOR does not forbid them. */
const style = (format: Parameters<typeof styleText>[0], text: string): string =>
  styleText(format, text, { stream: process.stderr });

const paint: Paint = {
  position: (text) => style('bold', text),
  code: (text, warning) => style(warning ? 'yellow' : 'red', text),
  caret: (text) => style('red', text),
  hint: (text) => style('cyan', text),
};

/** One line on a run: `3 files, no mistakes`. */
function summary(run: Run, { check }: Pick<ReportOptions, 'check'>): string {
  const files = counted(run.files, 'file');
  const time = `${Math.round(run.tookMs)} ms`;
  if (!run.ok) return `${files}, ${countOf(run.diagnostics)}, nothing was written (${time})`;
  const warnings = run.diagnostics.some(isWarning) ? `, ${countOf(run.diagnostics)}` : '';
  if (check) return `${files}, no mistakes${warnings} (${time})`;
  const done = [
    ...run.written.map((path) => `  wrote   ${path}\n`),
    ...run.removed.map((path) => `  removed ${path}\n`),
    ...run.stubs.map((path) => `  stub    ${path}\n`),
  ];
  const what =
    done.length === 0
      ? 'nothing to write'
      : `${run.written.length} written, ${run.removed.length} removed, ${counted(run.stubs.length, 'stub')}`;
  return `${done.join('')}${files}, no mistakes${warnings}, ${what} (${time})`;
}

function jsonOf({ tookMs, ...run }: Run): object {
  return { ...run, tookMs: Math.round(tookMs) };
}
