import type { Profiler } from 'node:inspector';

/** A part of a process's CPU time, by what it was spent on. */
export interface Cost {
  readonly what: string;
  /** Of all CPU time; 0 to 1. */
  readonly share: number;
}

/** Told by where a function stands, `<url>#<name>`; the first that fits. Others go by their package. */
const GROUPS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^#\(garbage collector\)$/, 'garbage collection'],
  [/^#\(program\)$/, 'native code outside of any function: reading sockets, the event loop'],
  [/http-subgraph\.js#parseResponse$/, "subgraphs' answers: JSON.parse"],
  [/libs\/federation\/dist\/(projection|engine\/text-answer)/, 'writing the answer'],
  [
    /libs\/federation\/dist\/plan\/(merge|targets|root-fetch|entity-question\.js#(accept|mergeEntity))/,
    'finding entities, merging answers',
  ],
  [/libs\/federation\/dist\/plan\//, 'entity requests: representations, variables, schedule'],
  [/\/undici\/|libs\/federation\/dist\/subgraph\//, 'HTTP to subgraphs (undici)'],
  [/^node:_http|libs\/gateway\/dist\/http\/respond/, 'HTTP of clients (node:http)'],
  [/\/graphql\//, 'variables (graphql-js)'],
  [
    /libs\/gateway\/dist\/(access-log|metrics)|\/pino\/|\/prom-client\/|libs\/telemetry\//,
    'access log, metrics, trace',
  ],
  [/libs\/gateway\/dist\//, 'edge: request, limits, context'],
  [/libs\/federation\/dist\//, 'engine: lookup, coercion, promises'],
];

const PACKAGE = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/**
 * What CPU time was spent on, most first. The time of a function that says nothing by itself (Node's own, the
 * language's) goes to the nearest of its callers that does.
 */
export function costsOf({
  nodes,
  samples = [],
  timeDeltas = [],
}: Profiler.Profile): readonly Cost[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const groups = new Map<number, string>();
  const assign = (node: Profiler.ProfileNode, inherited: string): void => {
    const own = groupOf(node.callFrame) ?? inherited;
    groups.set(node.id, own);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child) assign(child, own);
    }
  };
  const [root] = nodes;
  if (root) assign(root, "Node's own: sockets, streams, timers");

  const micros = new Map<string, number>();
  samples.forEach((id, i) => {
    if (byId.get(id)?.callFrame.functionName === '(idle)') return;
    const what = groups.get(id) ?? '';
    // A sample holds until the next one.
    micros.set(what, (micros.get(what) ?? 0) + (timeDeltas[i + 1] ?? 0));
  });
  const all = [...micros.values()].reduce((sum, one) => sum + one, 0);
  return [...micros]
    .map(([what, spent]) => ({ what, share: spent / all }))
    .sort((a, b) => b.share - a.share);
}

function groupOf({ url, functionName }: Profiler.ProfileNode['callFrame']): string | undefined {
  const where = `${url}#${functionName}`;
  const known = GROUPS.find(([pattern]) => pattern.test(where));
  return known?.[1] ?? PACKAGE.exec(url)?.[1];
}
