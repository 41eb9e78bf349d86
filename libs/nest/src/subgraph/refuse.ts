import { errors } from '@metamorphosis/contract';
import type { Problem } from '@metamorphosis/core';

/**
 * Refuses arguments that have problems: throws VALIDATION_FAILED with all of them, each with its path, and in
 * `extensions.problems` with the rule and the limit that it breaks.
 */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const text = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  throw errors.VALIDATION_FAILED([text.join('; ')], { details: { problems } });
}
