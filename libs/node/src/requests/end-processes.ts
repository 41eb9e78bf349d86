import type { EndTarget } from '@metamorphosis/contract';
import { within } from '@metamorphosis/core';
import type { Fleets } from '../fleet/fleets.js';
import type { TaskAnswer } from './request-server.js';
import { fleetOf, requireConsumer } from './settle.js';

/** What is ended, apart from the node itself. */
export type ProcessTarget = Exclude<EndTarget, { kind: 'node' }>;

/**
 * Ends worker processes; fresh ones take their place. DONE once those that were meant are gone.
 * Refused when nothing is meant by the target.
 */
export async function endProcesses(
  target: ProcessTarget,
  how: 'stop' | 'kill',
  expiresAt: number,
  fleets: Fleets,
): Promise<TaskAnswer> {
  const meant = target.kind === 'worker' ? fleets.all : [fleetOf(target.service, fleets)];
  if (target.kind === 'consumer')
    for (const fleet of meant) requireConsumer(fleet, target.consumer);
  const ended = meant.map((fleet) => fleet.end(target, how));
  const pids = ended.flatMap((one) => one.pids);
  if (pids.length === 0) return { outcome: 'REFUSED', reason: nothingMet(target, fleets) };
  const all = Promise.all(ended.map(({ gone }) => gone)).then(() => true);
  const isGone = await within(all, Math.max(0, expiresAt - 400 - Date.now()), false);
  return {
    outcome: 'DONE',
    ...(!isGone && { reason: 'asked to stop; what was in hand is still being finished' }),
    value: { pids },
  };
}

function nothingMet(target: ProcessTarget, fleets: Fleets): string {
  const pids = fleets.all.flatMap(({ workers }) => workers.flatMap(({ pid }) => pid ?? []));
  const have = pids.length === 0 ? 'none' : pids.join(', ');
  if (target.kind === 'worker') return `no worker ${target.pid} runs on this node; it has: ${have}`;
  const what = target.kind === 'service' ? target.service : `${target.service}/${target.consumer}`;
  return `no process of ${what} runs on this node at the moment`;
}
