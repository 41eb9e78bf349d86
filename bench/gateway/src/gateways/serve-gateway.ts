import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { serveBench } from '../peer.ts';

// A gateway's process is told where the supergraph lies and whether it may coalesce.
const [file = '', coalescing] = process.argv.slice(2);

export const supergraphSdl = readFileSync(file, 'utf8');
export const coalesces = coalescing === 'on';

/** Of the profiler: short enough to see what takes a part of a request, long enough not to be what costs. */
const SAMPLE_MICROS = 250;
const inspector = new Session();

/** Says where the gateway listens, and what it has used when asked. */
export function serveGateway(url: string): void {
  serveBench(
    { url },
    {
      cpuMicros: () => {
        const { user, system } = process.cpuUsage();
        return user + system;
      },
      profile: async () => {
        inspector.connect();
        await inspector.post('Profiler.enable');
        await inspector.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROS });
        await inspector.post('Profiler.start');
      },
      profiled: async () => {
        const { profile } = await inspector.post('Profiler.stop');
        inspector.disconnect();
        return profile;
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
