import { deepStrictEqual } from 'node:assert';
import { bodies } from './bodies.ts';
import type { QueryName } from './catalogue.ts';
import { contenders, type Contender, type ContenderName, type Form } from './contenders.ts';
import { load } from './load.ts';
import { Peer } from './peer.ts';

/** What is to be measured. */
export interface Plan {
  readonly rounds: number;
  readonly sliceMs: number;
  readonly connections: number;
  readonly names: readonly ContenderName[];
  readonly queries: readonly QueryName[];
  readonly forms: readonly Form[];
  /** Options of Node for the gateways, such as `--cpu-prof`. */
  readonly nodeOptions: readonly string[];
  /** The root of another checkout, whose gateway is the contender `other`. */
  readonly against: string | undefined;
}

/** One slice of time with one gateway. */
export interface Slice {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the gateway's process, for one request. */
  readonly cpuMicros: number;
  /** Requests of the gateway to subgraphs, for one of the client. */
  readonly subgraphRequests: number;
}

/** One row of the table. */
export interface Row {
  readonly query: QueryName;
  readonly form: Form;
  readonly slices: ReadonlyMap<ContenderName, readonly Slice[]>;
}

type Gateway = Peer<{ url: string }>;
export type Subgraphs = Peer<{ supergraphSdl: string }>;

/** Measures everything of one form and query, the gateways taking turns. */
export async function* measure(
  plan: Plan,
  supergraph: string,
  subgraphs: Subgraphs,
): AsyncGenerator<Row> {
  for (const form of plan.forms) {
    const gateways = new Map<ContenderName, Gateway>();
    try {
      for (const name of plan.names) {
        const { file, coalescing }: Contender = contenders[name];
        const args = [supergraph, ...coalescing[form]];
        const base = name === 'other' ? `file://${plan.against}/bench/gateway/src/` : undefined;
        gateways.set(name, await Peer.start(file, args, plan.nodeOptions, base));
      }
      for (const query of plan.queries) {
        await compareAnswers(gateways, query);
        yield await measureRow(plan, gateways, subgraphs, query, form);
      }
    } finally {
      for (const gateway of gateways.values()) gateway[Symbol.dispose]();
    }
  }
}

async function measureRow(
  plan: Plan,
  gateways: ReadonlyMap<ContenderName, Gateway>,
  subgraphs: Subgraphs,
  query: QueryName,
  form: Form,
): Promise<Row> {
  const { connections, rounds, sliceMs } = plan;
  const body = bodies(query, form);
  const slices = new Map<ContenderName, Slice[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, gateway] of gateways) {
      const { url } = gateway.ready;
      const warmUpMs = round === 0 ? Math.max(2000, sliceMs) : sliceMs / 4;
      await load({ url, body, connections, durationMs: warmUpMs });
      const cpu = await gateway.ask<number>('cpuMicros');
      const served = await subgraphs.ask<number>('served');
      const {
        requests,
        maxMs: _,
        ...rest
      } = await load({
        url,
        body,
        connections,
        durationMs: sliceMs,
      });
      const one: Slice = {
        ...rest,
        cpuMicros: ((await gateway.ask<number>('cpuMicros')) - cpu) / requests,
        subgraphRequests: ((await subgraphs.ask<number>('served')) - served) / requests,
      };
      slices.set(name, [...(slices.get(name) ?? []), one]);
      process.stderr.write(
        `${form} ${query} ${name}: ${Math.round(one.perSecond)}/s, ${Math.round(one.cpuMicros)} us, ${one.subgraphRequests.toFixed(2)} subgraph requests\n`,
      );
    }
  }
  return { query, form, slices };
}

async function compareAnswers(
  gateways: ReadonlyMap<ContenderName, Gateway>,
  query: QueryName,
): Promise<void> {
  let expected: unknown;
  for (const [name, { ready }] of gateways) {
    const response = await fetch(ready.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: bodies(query, 'identical')(0),
    });
    const answer: unknown = await response.json();
    expected ??= answer;
    deepStrictEqual(answer, expected, `${name} answers ${query} otherwise`);
  }
}
