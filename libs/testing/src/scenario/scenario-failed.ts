import type { Difference } from '../matching/differences.js';
import { shown } from '../matching/shown.js';
import type { GivenUp } from '../service/results.js';

/** What was expected and what came, as test runners show it. */
export interface Comparison {
  /** What was done: `placeOrder`. */
  readonly subject: string;
  readonly expected: unknown;
  readonly actual: unknown;
  readonly differences: readonly Difference[];
  readonly givenUp: readonly GivenUp[];
  readonly hints: readonly string[];
}

/** A scenario went another way than `then` says. Runners show the difference of `expected` and `actual`. */
export class ScenarioFailed extends Error {
  override readonly name = 'AssertionError';
  readonly expected: unknown;
  readonly actual: unknown;

  constructor(comparison: Comparison) {
    super(messageOf(comparison));
    this.expected = comparison.expected;
    this.actual = comparison.actual;
  }
}

function messageOf({ subject, differences, givenUp, hints, actual }: Comparison): string {
  const lines = differences.slice(0, 20).flatMap(({ path, expected, actual: got }) => {
    const inline = expected.length + got.length < 80 && !`${expected}${got}`.includes('\n');
    return inline
      ? [`  ${path}: expected ${expected}, got ${got}`]
      : [`  ${path}:`, indented(`expected ${expected}`), indented(`got      ${got}`)];
  });
  const more = differences.length - 20;
  return [
    `${subject} went another way:`,
    ...lines,
    ...(more > 0 ? [`  and ${more} more differences`] : []),
    ...givenUp.flatMap(({ consumer, type, code, message, stack }) => [
      `  ${consumer} gave up on ${type ?? 'a record'}: ${code} ${message}`,
      ...(stack ?? '')
        .split('\n')
        .slice(1, 4)
        .map((line) => `    ${line.trim()}`),
    ]),
    ...hints.map((hint) => `  ${hint}`),
    '',
    `What came: ${shown(actual)}`,
  ].join('\n');
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
