import { z } from 'zod';
import type { OverrideDecision } from '@metamorphosis/federation';
import { claimTest, holds, type ClaimTest } from './claim-test.js';
import { flag } from './units.js';

/** For whom labels of `@override` hold. */
export const overrides = z
  .record(z.string(), z.union([flag, claimTest]))
  .prefault({})
  .transform(compiled);

function compiled(labels: Readonly<Record<string, boolean | ClaimTest>>): OverrideDecision {
  const known = new Map(Object.entries(labels));
  return (label, { claims }) => {
    const said = known.get(label);
    return typeof said === 'object' ? holds(said, claims) : said;
  };
}
