import type { RequestContext } from '../engine/engine.js';

/** Decides for a request whether the overriding service takes the fields of a label; undefined: as the label itself says. */
export type OverrideDecision = (label: string, context: RequestContext) => boolean | undefined;

const PERCENT = /^percent\((\d+(?:\.\d+)?)\)$/;

/**
 * What a label says: `percent(5)` holds for five requests of a hundred, by chance; any other for none.
 * `random` is a number in [0, 1).
 */
export function holdsByItself(label: string, random: () => number = Math.random): boolean {
  const percent = PERCENT.exec(label)?.[1];
  return percent !== undefined && random() * 100 < Number(percent);
}
