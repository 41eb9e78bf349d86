import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { GatewayConfig } from '@metamorphosis/gateway';

/** Addresses that the gateway serves itself, from the log and the board. */
const OWN_ADDRESS = /^(board|local):/;
const IN_SUPERGRAPH = /@join__graph\([^)]*url:\s*"(board|local):/;

/** Whether a supergraph has subgraphs of our own platform, as far as files and addresses tell before it is loaded. */
export function needsPlatform({ supergraph }: GatewayConfig, folder: string): boolean {
  const { file, subgraphs = {} } = supergraph;
  if (file !== undefined) {
    return IN_SUPERGRAPH.test(textOf(resolve(folder, file)));
  }
  return Object.values(subgraphs).some(({ url }) => OWN_ADDRESS.test(url));
}

/** Empty when it cannot be read: whoever loads it tells why. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
