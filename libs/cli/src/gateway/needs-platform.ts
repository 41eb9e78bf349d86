import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { GatewayConfig } from '@metamorphosis/gateway';

/** Addresses that the gateway serves itself, from the log and the board. */
const OWN_ADDRESS = /^(board|local):/;
const IN_SUPERGRAPH = /@join__graph\([^)]*url:\s*"(board|local):/;

/** Whether a supergraph has subgraphs of our own platform, as far as files and addresses tell before it is loaded. */
export function needsPlatform({ supergraph }: GatewayConfig, folder: string): boolean {
  const { file, subgraphs = {} } = supergraph;
  if (file !== undefined) {
    const path = resolve(folder, file);
    return existsSync(path) && IN_SUPERGRAPH.test(readFileSync(path, 'utf8'));
  }
  return Object.values(subgraphs).some(({ url }) => OWN_ADDRESS.test(url));
}
