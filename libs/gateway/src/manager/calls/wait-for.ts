import { pause } from '@metamorphosis/core';

const LOOK_EVERY_MS = 100;

/** Looks again and again until something is so; answers false when it was not before `signal` was aborted. */
export async function waitFor(isSo: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await isSo()) return true;
    await pause(LOOK_EVERY_MS, signal);
  }
  return false;
}
