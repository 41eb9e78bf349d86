import { getLocation, Kind, type ASTNode, type Location, type Source } from 'graphql';
import type { Diagnostic, DiagnosticCode } from './diagnostic.js';

/** A stretch of an SDL file. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** Gathers the mistakes of one run. */
export class Reporter {
  readonly #found: Diagnostic[] = [];

  /** All mistakes, by file and position. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#found.toSorted(
      (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
    );
  }

  get failed(): boolean {
    return this.#found.length > 0;
  }

  /** Reports a mistake at a node that was parsed with its location. */
  at(code: DiagnosticCode, node: ASTNode, message: string, hint?: string): void {
    this.span(code, spanOf(node), message, hint);
  }

  span(code: DiagnosticCode, { source, start, end }: Span, message: string, hint?: string): void {
    const { line, column } = getLocation(source, start);
    const excerpt = source.body.split(/\r\n|\n|\r/)[line - 1] ?? '';
    const length = Math.max(1, Math.min(end - start, excerpt.length - column + 1));
    this.add({ code, file: source.name, line, column, length, excerpt, message }, hint);
  }

  /** Reports a mistake that belongs to a file as a whole. */
  file(code: DiagnosticCode, file: string, message: string, hint?: string): void {
    this.add({ code, file, line: 1, column: 1, length: 1, excerpt: '', message }, hint);
  }

  /** Takes over what another one gathered. */
  take(diagnostics: readonly Diagnostic[]): void {
    this.#found.push(...diagnostics);
  }

  private add(diagnostic: Diagnostic, hint: string | undefined): void {
    this.#found.push(hint === undefined ? diagnostic : { ...diagnostic, hint });
  }
}

/** Where a node stands; the name alone when the node has one, so that the caret is short. */
function spanOf(node: ASTNode): Span {
  const named = 'name' in node && node.name !== undefined ? node.name : node;
  const loc: Location | undefined = named.loc ?? node.loc;
  if (loc === undefined) throw new Error(`A ${node.kind} without location was reported.`);
  const { source, start, end } = loc;
  return { source, start: node.kind === Kind.DIRECTIVE ? start - '@'.length : start, end };
}
