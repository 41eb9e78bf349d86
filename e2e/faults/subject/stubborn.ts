import { createHash } from 'node:crypto';
import type { SubjectPlan } from './subject-plan.ts';

/** Makes the handlers of some records fail until their time has come. */
export interface Stubborn {
  /** Throws when the record is one of them and its time has not come. */
  fail(recordId: string): void;
}

/** The stubborn records of a plan; which ones they are depends on their ids alone. */
export function createStubborn({ stubborn }: Pick<SubjectPlan, 'stubborn'>): Stubborn {
  const first = new Map<string, number>();
  return {
    fail: (recordId) => {
      if (!stubborn || shareOf(recordId) >= stubborn.share) return;
      const since = first.get(recordId) ?? performance.now();
      first.set(recordId, since);
      if (performance.now() - since < stubborn.forMs) throw new Error('a stubborn record');
    },
  };
}

/** Between 0 and 1, evenly, the same for the same id. */
function shareOf(recordId: string): number {
  return createHash('sha256').update(recordId).digest().readUInt32BE() / 2 ** 32;
}
