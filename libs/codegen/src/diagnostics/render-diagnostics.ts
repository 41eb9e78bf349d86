import type { Diagnostic } from './diagnostic.js';

/** Writes a mistake for people: position, code, message, the line with a caret, what to write. */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, code, message, excerpt, length, hint } = diagnostic;
  const lines = [`${file}:${line}:${column} ${code} ${message}`];
  if (excerpt !== '') {
    const number = String(line);
    const indent = excerpt.slice(0, column - 1).replace(/[^\t]/g, ' ');
    lines.push(`  ${number} | ${excerpt}`);
    lines.push(`  ${' '.repeat(number.length)} | ${indent}${'^'.repeat(length)}`);
  }
  if (hint !== undefined) lines.push(`  ${hint}`);
  return lines.join('\n');
}

/** Writes all mistakes of a run and their number. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const count = diagnostics.length === 1 ? '1 mistake' : `${diagnostics.length} mistakes`;
  return [...diagnostics.map(renderDiagnostic), `${count}, nothing was written.`].join('\n\n');
}
