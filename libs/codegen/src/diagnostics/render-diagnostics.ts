import { isWarning, type Diagnostic } from './diagnostic.js';

/** Colours for the parts of a rendered mistake; by default none. */
export interface Paint {
  position(text: string): string;
  code(text: string, warning: boolean): string;
  caret(text: string): string;
  hint(text: string): string;
}

const plain: Paint = {
  position: (text) => text,
  code: (text) => text,
  caret: (text) => text,
  hint: (text) => text,
};

/** Writes a mistake for people: position, code, message, the line with a caret, what to write. */
export function renderDiagnostic(diagnostic: Diagnostic, paint: Paint = plain): string {
  const { file, line, column, code, message, excerpt, length, hint } = diagnostic;
  const position = paint.position(`${file}:${line}:${column}`);
  const lines = [`${position} ${paint.code(code, isWarning(diagnostic))} ${message}`];
  if (excerpt !== '') {
    const number = String(line);
    const indent = excerpt.slice(0, column - 1).replace(/[^\t]/g, ' ');
    lines.push(`  ${number} | ${excerpt}`);
    lines.push(`  ${' '.repeat(number.length)} | ${indent}${paint.caret('^'.repeat(length))}`);
  }
  if (hint !== undefined) lines.push(`  ${paint.hint(hint)}`);
  return lines.join('\n');
}

/** Writes all mistakes of a run and their number. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  paint: Paint = plain,
): string {
  return [
    ...diagnostics.map((one) => renderDiagnostic(one, paint)),
    `${countOf(diagnostics)}, nothing was written.`,
  ].join('\n\n');
}

/** `2 mistakes, 1 warning`; empty when there is neither. */
export function countOf(diagnostics: readonly Diagnostic[]): string {
  const warnings = diagnostics.filter(isWarning).length;
  const counts = [plural(diagnostics.length - warnings, 'mistake'), plural(warnings, 'warning')];
  return counts.filter((text) => text !== '').join(', ');
}

function plural(count: number, word: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}
