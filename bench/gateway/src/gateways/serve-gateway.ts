import { readFileSync } from 'node:fs';
import { serveBench } from '../peer.ts';

// A gateway's process is told where the supergraph lies and whether it may coalesce.
const [file = '', coalescing] = process.argv.slice(2);

export const supergraphSdl = readFileSync(file, 'utf8');
export const coalesces = coalescing === 'on';

/** Says where the gateway listens, and what it has used when asked. */
export function serveGateway(url: string): void {
  serveBench(
    { url },
    {
      cpuMicros: () => {
        const { user, system } = process.cpuUsage();
        return user + system;
      },
      memoryMb: () => Math.round(process.memoryUsage().rss / 2 ** 20),
      memory: () => {
        // There with `--expose-gc`.
        (globalThis as { gc?: () => void }).gc?.();
        const { heapUsed, rss } = process.memoryUsage();
        return { heapMb: heapUsed / 2 ** 20, residentMb: rss / 2 ** 20 };
      },
    },
  );
}
