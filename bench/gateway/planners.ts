import { composeServices } from '@apollo/composition';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import { createEngine } from '@metamorphosis/federation';
import { QueryMaker, seeded } from '@metamorphosis/federation/testing';
import { queries, services } from './src/catalogue.ts';
import { percentile } from './src/statistics.ts';

// How long two planners take for operations they have not met, and how many requests their plans
// make: node bench/gateway/planners.ts [operations]. Hive's comes with the bench's own install.
const COUNT = Number(process.argv[2] ?? 1000);

interface HivePlanner {
  plan(query: string, name: null, labels: ReadonlySet<string>, percentage: number): unknown;
}

const definitions = Object.entries(services).map(([name, { sdl }]) => ({
  name,
  url: `http://${name}`,
  typeDefs: parse(sdl),
}));
const { supergraphSdl = '' } = composeServices(definitions);
const supergraph = Supergraph.build(supergraphSdl);
const api = supergraph.apiSchema();
const apollo = new QueryPlanner(supergraph, { reuseQueryFragments: false });
// By a name in a variable: the workspace's type check does not need it to be there.
const rival = '@graphql-hive/router-query-planner';
const { QueryPlanner: Hive } = (await import(rival)) as {
  QueryPlanner: new (sdl: string) => HivePlanner;
};
const hive = new Hive(supergraphSdl);

const planners = {
  '@apollo/query-planner 2.14': (query: string): unknown =>
    apollo.buildQueryPlan(operationFromDocument(api, parse(query))),
  '@graphql-hive/router-query-planner': (query: string): unknown =>
    hive.plan(query, null, new Set(), 0),
};

// Made and checked by the product's own graphql, which is another copy than the bench's.
await using engine = await createEngine({ supergraph: supergraphSdl });
const maker = new QueryMaker(engine.schema, seeded(1));
const operations = new Set<string>();
while (operations.size < COUNT) {
  const { query } = maker.next();
  if (engine.prepare(query).ok) operations.add(query);
}

function fetchesOf(plan: unknown): number {
  return JSON.stringify(plan).match(/"kind":"(Batch)?Fetch"/g)?.length ?? 0;
}

for (const [name, plan] of Object.entries(planners)) {
  for (const query of Object.values(queries)) plan(query);
  let fetches = 0;
  let failed = 0;
  const times: number[] = [];
  for (const query of operations) {
    const begin = performance.now();
    try {
      const planned = plan(query);
      times.push(performance.now() - begin);
      fetches += fetchesOf(planned);
    } catch {
      failed += 1;
    }
  }
  const ms = (part: number): string => percentile(times, part).toFixed(2);
  console.log(
    `${name}: p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms, ${(fetches / times.length).toFixed(2)} fetches an operation, ${failed} failed; deep query: ${fetchesOf(plan(queries.deep))} fetches`,
  );
}
