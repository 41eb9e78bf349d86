import type { Fence } from '../store/store.js';

/**
 * The fence as it is when its last owner's death is not held against the marked record: somebody ended
 * that owner on purpose.
 */
export function acquit(fence: Fence, endedOnPurpose: ReadonlySet<string>): Fence {
  const { suspect } = fence;
  if (!suspect || !endedOnPurpose.has(suspect.owner)) return fence;
  return { ...fence, suspect: { ...suspect, deaths: Math.max(0, suspect.deaths - 1) } };
}
