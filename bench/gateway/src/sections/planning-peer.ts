import { readFileSync } from 'node:fs';
import { createEngine } from '@metamorphosis/federation';
import { QueryMaker, seeded } from '@metamorphosis/federation/testing';
import { queries } from '../catalogue.ts';
import { serveBench } from '../peer.ts';
import { percentile } from '../statistics.ts';
import type { Planned } from './planning.ts';

const RANDOM = 1_000;
const EACH = 200;
/** Planned before anything is measured: the planner's code is compiled by then. */
const WARM_UP = 200;

const [file = ''] = process.argv.slice(2);
const engine = await createEngine({ supergraph: readFileSync(file, 'utf8') });
const maker = new QueryMaker(engine.schema, seeded(1));

/** Times what is made; what is no valid operation does not count. */
function timed(count: number, make: (n: number) => string): Planned {
  const times: number[] = [];
  for (let n = 0; times.length < count; n += 1) {
    const query = make(n);
    const begin = performance.now();
    const { ok } = engine.prepare(query);
    if (ok) times.push(performance.now() - begin);
  }
  return {
    operations: count,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    maxMs: Math.max(...times),
  };
}

// Another name makes another operation.
const named = (query: string) => (n: number) => query.replace(/query \w+/, `query Cold${n}`);
timed(WARM_UP, () => maker.next().query);
timed(WARM_UP, (n) => named(queries.deep)(n + 1_000_000));
const ready: Record<string, Planned> = {
  small: timed(EACH, named(queries.small)),
  middle: timed(EACH, named(queries.middle)),
  deep: timed(EACH, named(queries.deep)),
  'made by chance': timed(RANDOM, () => maker.next().query),
};
serveBench(ready, {});
