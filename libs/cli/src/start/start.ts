import { takeGround } from './ground.js';
import { runOnGround } from './run-on-ground.js';
import { startPlatform } from './start-platform.js';

/** The options of `gregor start`. */
export interface StartOptions {
  readonly fresh?: true;
}

/** Runs everything until the process is stopped. Rejects with CONFIGURATION_INVALID. */
export async function start({ fresh = false }: { readonly fresh?: boolean }): Promise<void> {
  const ground = await takeGround(fresh);
  await runOnGround(ground, {
    name: 'gregor start',
    open: (site, signal) => startPlatform(ground, site, signal),
  });
}
