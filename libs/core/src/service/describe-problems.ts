import type { Problem } from './definitions.js';

/** Names what is wrong with a value in one line. */
export function describeProblems(problems: readonly Problem[]): string {
  return problems
    .slice(0, 5)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ');
}
