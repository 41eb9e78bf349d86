import { takeGround } from '../start/ground.js';
import { runOnGround } from '../start/run-on-ground.js';
import { DevSession } from './dev-session.js';

/** Runs everything, and what changes anew, until the process is stopped. Rejects with CONFIGURATION_INVALID. */
export async function dev(fresh: boolean): Promise<void> {
  const ground = await takeGround(fresh);
  await runOnGround(ground, {
    name: 'gregor dev',
    open: (site, signal) => new DevSession(ground, site).open(signal),
  });
}
