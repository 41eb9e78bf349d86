import { errors } from '@metamorphosis/contract';
import { pause } from '@metamorphosis/core';
import { askManager } from '../status/ask-manager.js';

const QUERY = '{ serviceWeb { desiredVersion nodes { state adoptedVersion } } }';
const LOOK_EVERY_MS = 100;
const LONGEST_MS = 60_000;

interface Answer {
  readonly serviceWeb: {
    readonly desiredVersion: number | null;
    readonly nodes: readonly { readonly state: string; readonly adoptedVersion: number }[];
  };
}

/**
 * Resolves once the manager sees a node, and every node it sees has adopted what operators want. Rejects
 * with CONFIGURATION_INVALID when that does not come about, and when aborted.
 */
export async function nodesAreThere(url: string, code: string, signal: AbortSignal): Promise<void> {
  const late = Date.now() + LONGEST_MS;
  let seen: unknown;
  while (Date.now() < late) {
    signal.throwIfAborted();
    try {
      const { serviceWeb: web } = (await askManager(url, code, QUERY)) as unknown as Answer;
      seen = web;
      const nodes = web.nodes.filter(({ state }) => state !== 'LOST');
      const wanted = web.desiredVersion;
      const isAdopted =
        wanted !== null && nodes.every(({ adoptedVersion }) => adoptedVersion >= wanted);
      if (nodes.length > 0 && isAdopted) return;
    } catch (error) {
      seen = String(error);
    }
    await pause(LOOK_EVERY_MS, signal);
  }
  throw errors.CONFIGURATION_INVALID([
    `The manager at ${url} saw no node that has adopted what operators want within ${LONGEST_MS} ms; last seen: ${JSON.stringify(seen)}`,
  ]);
}
