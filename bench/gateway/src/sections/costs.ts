import { mkdirSync, writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { join } from 'node:path';
import { table } from '../../../page/table.ts';
import { bodies } from '../bodies.ts';
import { contenders } from '../contenders.ts';
import { load } from '../load.ts';
import { Peer } from '../peer.ts';
import { costsOf } from '../profile/costs.ts';
import { say, type Section } from './section.ts';

/** So many costs are told of each query. */
const TOLD = 5;

/** What the CPU time of distinct requests is spent on, by a profile. */
export const costs: Section = async (ground) => {
  const { supergraph, connections, sliceMs, profile: folder } = ground;
  const { file, coalescing } = contenders.ours;
  const rows: string[][] = [];
  for (const query of ground.queries) {
    using gateway = await Peer.start<{ url: string }>(file, [supergraph, ...coalescing.distinct]);
    const { url } = gateway.ready;
    const body = bodies(query, 'distinct');
    await load({ url, body, connections, durationMs: Math.max(2_000, sliceMs) });
    const before = await gateway.ask<number>('cpuMicros');
    const { requests } = await load({ url, body, connections, durationMs: sliceMs });
    const micros = ((await gateway.ask<number>('cpuMicros')) - before) / requests;
    await gateway.ask('profile');
    await load({ url, body, connections, durationMs: sliceMs });
    const profile = await gateway.ask<Profiler.Profile>('profiled');
    if (folder !== undefined) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${query}.cpuprofile`), JSON.stringify(profile));
    }
    say(`${query}: ${micros.toFixed(0)} us a request`);
    const found = costsOf(profile);
    const rest = found.slice(TOLD).reduce((sum, { share }) => sum + share, 0);
    for (const { what, share } of [...found.slice(0, TOLD), { what: 'all else', share: rest }]) {
      rows.push([query, what, `${(share * 100).toFixed(0)} %`, (share * micros).toFixed(0)]);
    }
  }
  return [
    `Of the gateway's process, by a CPU profile of distinct requests over ${connections} connections; microseconds are of a slice without the profiler.`,
    '',
    ...table(['query', 'spent on', 'of its CPU', 'us a request'], rows),
  ];
};
