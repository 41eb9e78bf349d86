import { availableParallelism } from 'node:os';
import type { GatewayLimits, GatewayPlatform } from '@metamorphosis/gateway';
import type { Joined } from './join-processes.js';

/** How many processes that is: one for each core, or a number. */
export function processCount(processes: number | 'auto'): number {
  return processes === 'auto' ? availableParallelism() : processes;
}

/** What all processes of a gateway together take in hand. */
const TOGETHER = ['maxRequests', 'maxSockets', 'maxSubscriptions', 'maxEventStreams'] as const;

/** The part of a gateway's limits that is one process' own, of so many. Connections go to them in turn. */
export function shareOf(limits: GatewayLimits, processes: number): GatewayLimits {
  const shares = TOGETHER.flatMap((name) => {
    const limit = limits[name];
    return limit === undefined ? [] : [[name, Math.ceil(limit / processes)]];
  });
  return { ...limits, ...(Object.fromEntries(shares) as GatewayLimits) };
}

/** The platform of a process that is one of several: its streams are read once for all. */
export function sharedPlatform({ board, log }: GatewayPlatform, joined: Joined): GatewayPlatform {
  return { log, board: joined.sharing(board) };
}
