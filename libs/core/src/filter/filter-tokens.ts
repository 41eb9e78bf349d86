import type { Place } from './filter.js';

/** A word of a filter. */
export interface FilterToken extends Place {
  readonly kind: 'field' | 'argument' | 'text' | 'number' | 'word' | 'sign' | 'end';
  readonly text: string;
}

/** A filter is no expression: what is wrong, and where. */
export class FilterSyntaxError extends Error implements Place {
  readonly start: number;
  readonly end: number;

  constructor(
    message: string,
    { start, end }: Place,
    /** What to write instead. */
    readonly hint: string,
  ) {
    super(message);
    this.start = start;
    this.end = end;
  }
}

/** Words that are no names of fields. */
const WORDS: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'IN', 'true', 'false', 'null']);

const PATTERN =
  /\s+|(?<argument>\$[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?<number>-?\d+(?:\.\d+)?)|(?<text>'[^']*')|(?<sign>!=|<=|>=|[=<>()[\],])/y;

/** Cuts a filter into words; the last one is its end. Throws FilterSyntaxError. */
export function filterTokens(text: string): readonly FilterToken[] {
  const tokens: FilterToken[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < text.length) {
    const start = PATTERN.lastIndex;
    const groups = PATTERN.exec(text)?.groups;
    if (!groups) throw unreadable(text, start);
    const end = PATTERN.lastIndex;
    const kind = kindOf(groups);
    if (kind) tokens.push({ kind, text: text.slice(start, end), start, end });
  }
  return [...tokens, { kind: 'end', text: '', start: text.length, end: text.length }];
}

function kindOf({
  argument,
  name,
  number,
  text,
  sign,
}: Readonly<Record<string, string | undefined>>): FilterToken['kind'] | undefined {
  if (name !== undefined) return WORDS.has(name) ? 'word' : 'field';
  if (argument !== undefined) return 'argument';
  if (number !== undefined) return 'number';
  if (text !== undefined) return 'text';
  return sign === undefined ? undefined : 'sign';
}

const HINTS: Readonly<Record<string, string>> = {
  '"': "write text between single quotes: 'SHIPPED'",
  "'": 'close the quotes',
  '&': 'write AND',
  '|': 'write OR',
  '!': 'write NOT, or != between two values',
  $: 'write the name of an argument behind $',
};

const ANY_HINT = "write fields, $arguments, values ('text', 3) and what compares them";

function unreadable(text: string, start: number): FilterSyntaxError {
  const found = text[start] ?? '';
  const end = found === "'" ? text.length : start + 1;
  return new FilterSyntaxError(
    `${found} means nothing here.`,
    { start, end },
    HINTS[found] ?? ANY_HINT,
  );
}
