import { countOf, isWarning, renderDiagnostic, type TimedRun } from '@metamorphosis/codegen';
import { counted } from '../terminal/counted.js';
import type { DevLog } from './dev-log.js';

/** Tells a run of codegen: mistakes with their place, or what was written; nothing when there is nothing to tell. */
export function sayRun(run: TimedRun, log: DevLog): void {
  const paint = {
    position: (text: string) => log.paint('bold', text),
    code: (text: string, warning: boolean) => log.paint(warning ? 'yellow' : 'red', text),
    caret: (text: string) => log.paint('red', text),
    hint: (text: string) => log.paint('cyan', text),
  };
  for (const diagnostic of run.diagnostics) log.say(`${renderDiagnostic(diagnostic, paint)}\n\n`);
  if (!run.ok) {
    log.say(`${countOf(run.diagnostics)} in the SDL; nothing was generated`, 'red');
    return;
  }
  if (run.diagnostics.some(isWarning)) log.say(countOf(run.diagnostics), 'yellow');
  for (const path of run.stubs) log.say(`to be written by you: ${path}`, 'yellow');
  const changes = run.written.length + run.removed.length;
  if (changes === 0) return;
  const files = counted(changes, 'generated file');
  log.say(`${files} changed (${Math.round(run.tookMs)} ms)`, 'dim');
}
