import type { PlannedFetch } from './planned-fetch.js';

/** Fetches that are sent as one request, and the groups that have to be done before. */
export interface FetchGroup {
  readonly fetches: readonly PlannedFetch[];
  /** Indexes of groups. */
  readonly after: readonly number[];
}

/**
 * Puts fetches of entities together that ask one subgraph and stand equally deep in the plan; the
 * planner itself leaves them apart when they are for different places. A fetch that nothing waits
 * for joins the deepest one of its subgraph: the answer has to wait for that one anyway. Fetches of
 * different depth never wait for one another's group in a circle.
 */
export function groupFetches(
  fetches: readonly PlannedFetch[],
  mayShare: (fetch: PlannedFetch) => boolean,
): readonly FetchGroup[] {
  const depths = depthsOf(fetches);
  const awaited = new Set(fetches.flatMap(({ after }) => after));
  const deepest = new Map<string, number>();
  fetches.forEach((fetch, i) => {
    const { serviceName } = fetch.node;
    if (!mayShare(fetch) || fetch.condition.length > 0) return;
    deepest.set(serviceName, Math.max(deepest.get(serviceName) ?? 0, depths[i] ?? 0));
  });

  const keys = fetches.map((fetch, i) => {
    if (!mayShare(fetch)) return `${i}`;
    const { serviceName } = fetch.node;
    const own = depths[i] ?? 0;
    const depth = awaited.has(i) ? own : Math.max(own, deepest.get(serviceName) ?? own);
    return `${serviceName} ${depth}`;
  });
  const names = [...new Set(keys)];
  const members = names.map((name) => fetches.filter((_, i) => keys[i] === name));
  return members.map((group) => ({
    fetches: group,
    after: [
      ...new Set(group.flatMap(({ after }) => after.map((i) => names.indexOf(keys[i] as string)))),
    ],
  }));
}

/** How many fetches come before each at most, one after the other. */
function depthsOf(fetches: readonly PlannedFetch[]): readonly number[] {
  const depths: number[] = [];
  for (const { after } of fetches) {
    depths.push(after.reduce((depth, i) => Math.max(depth, (depths[i] ?? 0) + 1), 0));
  }
  return depths;
}
