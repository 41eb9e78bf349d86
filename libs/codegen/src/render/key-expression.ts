import type { KeyPath } from '../model/service-model.js';

/** The code that reads a key. */
export function keyExpression(from: string, { segments, isString }: KeyPath): string {
  const path = [from, ...segments].join('.');
  return isString ? path : `String(${path})`;
}
