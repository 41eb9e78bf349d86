import type { ConsumerDescription } from '@metamorphosis/contract';
import type { ConsumerSettings } from '../plan/consumer-plan.js';

/** A contradiction between the configuration of a consumer and what its code declares: which field, and why. */
export interface Contradiction {
  readonly field: string;
  readonly why: string;
}

/** What cannot be as the configuration of a consumer says; empty when all of it can. */
export function contradictions(
  { name, kind, guarantee }: ConsumerDescription,
  settings: ConsumerSettings,
): readonly Contradiction[] {
  const found: Contradiction[] = [];
  const wanted = settings.guarantee;
  if (wanted !== undefined && guarantee !== undefined && wanted !== guarantee) {
    const why = `${name} declares ${guarantee} in its code, and its handler is written for that. Allowed: ${guarantee}`;
    found.push({ field: 'guarantee', why });
  }
  if (wanted === 'at-most-once' && kind === 'commands') {
    const why =
      'an accepted command always reaches an outcome. Allowed: effectively-once, at-least-once';
    found.push({ field: 'guarantee', why });
  }
  if (settings.startFrom === 'latest' && kind === 'commands') {
    const why = 'commands that were accepted before would be lost. Allowed: earliest';
    found.push({ field: 'start.from', why });
  }
  return found;
}
