import { table } from '../../../page/table.ts';
import { queries } from '../catalogue.ts';
import { load, type Loaded } from '../load.ts';
import { Peer } from '../peer.ts';
import { say, type Section } from './section.ts';

const SWAPS = 8;
const EVERY_MS = 1_000;
/** Distinct operations in use: they are planned anew before a supergraph takes over. */
const IN_USE = 50;

/** Replaces the supergraph again and again while requests are under way. A single one that fails ends the bench. */
export const reload: Section = async ({ supergraph, connections }) => {
  using gateway = await Peer.start<{ url: string }>('sections/reload-peer.ts', [supergraph]);
  const { url } = gateway.ready;
  const texts = Array.from({ length: IN_USE }, (_, i) =>
    JSON.stringify({ query: queries.middle.replace('query Middle', `query Middle${i + 100}`) }),
  );
  const body = (n: number): string => texts[n % texts.length] ?? '';
  const durationMs = SWAPS * EVERY_MS;
  await load({ url, body, connections, durationMs: 3_000 });
  const calm = await load({ url, body, connections, durationMs });
  say(`calm: p99 ${calm.p99Ms.toFixed(1)} ms`);
  const loading = load({ url, body, connections, durationMs });
  const took: number[] = [];
  for (let swap = 0; swap < SWAPS; swap += 1) {
    const begin = performance.now();
    took.push(await gateway.ask<number>('swap'));
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, EVERY_MS - (performance.now() - begin))),
    );
  }
  const swapping = await loading;
  say(`swapping: p99 ${swapping.p99Ms.toFixed(1)} ms, longest ${swapping.maxMs.toFixed(0)} ms`);
  const row = (what: string, { requests, perSecond, p50Ms, p99Ms, maxMs }: Loaded): string[] => [
    what,
    String(requests),
    '0',
    perSecond.toFixed(0),
    p50Ms.toFixed(1),
    p99Ms.toFixed(1),
    maxMs.toFixed(0),
  ];
  const heads = ['supergraph', 'requests', 'failed', 'a second', 'p50 ms', 'p99 ms', 'longest ms'];
  const longest = Math.max(...took).toFixed(0);
  return [
    `The middle query in ${IN_USE} operations over ${connections} connections; the bench ends with an error when a request fails.`,
    '',
    ...table(heads, [row('stays', calm), row(`replaced ${took.length} times`, swapping)]),
    '',
    `From the update to the first request on the new supergraph it took at most ${longest} ms.`,
  ];
};
