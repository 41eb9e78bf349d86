import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { isCollection, LineCounter, parseDocument, type Document } from 'yaml';
import { errors } from '@metamorphosis/contract';

/** An input that somebody typed, and where in it a value stands. */
export interface TypedInput {
  readonly value: unknown;
  /** The line with the value at this path, and a caret under it. */
  excerpt(path: readonly (string | number)[]): string;
}

/** Reads the value of `--input`: JSON or YAML, `@file`, or `-` for the standard input. Rejects with CONFIGURATION_INVALID. */
export async function readInput(given: string): Promise<TypedInput> {
  const [source, name] = await sourceOf(given);
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const [mistake] = document.errors;
  if (mistake) {
    const { line, col } = lines.linePos(mistake.pos[0]);
    throw errors.CONFIGURATION_INVALID([
      `${name}:${line}:${col} is no JSON: ${mistake.message}\n${excerptAt(source, line, col)}`,
    ]);
  }
  return {
    value: document.toJS(),
    excerpt: (path) => {
      const { line, col } = lines.linePos(startOf(document, path));
      return `${name}:${line}:${col}\n${excerptAt(source, line, col)}`;
    },
  };
}

async function sourceOf(given: string): Promise<readonly [source: string, name: string]> {
  if (given === '-') return [await text(process.stdin), 'stdin'];
  if (!given.startsWith('@')) return [given, '--input'];
  const file = given.slice(1);
  try {
    return [await readFile(file, 'utf8'), file];
  } catch (cause) {
    throw errors.CONFIGURATION_INVALID([`--input: ${(cause as Error).message}.`], { cause });
  }
}

/** Where the value at the path begins, or the nearest that holds it. */
function startOf(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number] } | undefined;
    if (node?.range) return node.range[0];
  }
  return isCollection(document.contents) ? (document.contents.range?.[0] ?? 0) : 0;
}

function excerptAt(source: string, line: number, column: number): string {
  const whole = source.split('\n')[line - 1] ?? '';
  // A long line is shown around the place alone.
  const from = Math.max(0, column - 60);
  const shown = whole.slice(from, from + 100);
  return `  ${shown}\n  ${' '.repeat(column - 1 - from)}^`;
}
