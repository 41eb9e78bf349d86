import { errors, type MetamorphosisError } from '@metamorphosis/contract';
import type { Variables } from '@metamorphosis/federation';

/** Levels of variables; what goes down with them has a stack that ends. */
const MAX_NESTING = 100;

/** At most, in UTF-8, of a string's length. */
const BYTES_A_CHARACTER = 3;

/**
 * LIMIT_EXCEEDED when variables are nested too deep, or are longer as JSON; else undefined. `length`
 * is that of the text they came in: what is no longer as a whole is not looked at twice.
 */
export function checkVariables(
  variables: Variables | null | undefined,
  maxBytes: number,
  length: number,
): MetamorphosisError | undefined {
  if (variables === null || variables === undefined) return undefined;
  if (length > MAX_NESTING * 2 && isDeeper(variables, MAX_NESTING)) {
    const details = { limit: 'nesting', allowed: MAX_NESTING };
    return errors.LIMIT_EXCEEDED(['levels of variables', MAX_NESTING], { details });
  }
  if (length <= maxBytes / BYTES_A_CHARACTER) return undefined;
  const found = Buffer.byteLength(JSON.stringify(variables));
  if (found <= maxBytes) return undefined;
  const details = { limit: 'variables', allowed: maxBytes, found };
  return errors.LIMIT_EXCEEDED(['bytes of variables', maxBytes, found], { details });
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((below) => isDeeper(below, levels - 1));
}
