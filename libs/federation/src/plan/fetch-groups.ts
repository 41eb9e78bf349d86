import type { PlannedFetch } from './planned-fetch.js';

/** Fetches that are sent as one request, and the groups that have to be done before. */
export interface FetchGroup {
  readonly fetches: readonly PlannedFetch[];
  /** As of each of the fetches: those of different parts of the answer are never sent together. */
  readonly part: PlannedFetch['part'];
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
    if (!mayShare(fetch) || fetch.condition.length > 0) return;
    const companions = companionsOf(fetch);
    deepest.set(companions, Math.max(deepest.get(companions) ?? 0, depths[i] ?? 0));
  });

  const keys = fetches.map((fetch, i) => {
    if (!mayShare(fetch)) return `${i}`;
    const companions = companionsOf(fetch);
    const own = depths[i] ?? 0;
    const depth = awaited.has(i) ? own : Math.max(own, deepest.get(companions) ?? own);
    return `${companions} ${depth}`;
  });
  const names = [...new Set(keys)];
  const members = names.map((name) => fetches.filter((_, i) => keys[i] === name));
  return members.map((group) => ({
    fetches: group,
    part: group[0]?.part,
    after: [
      ...new Set(group.flatMap(({ after }) => after.map((i) => names.indexOf(keys[i] as string)))),
    ],
  }));
}

/** Who may be asked together, as far as the plan's order allows it. */
function companionsOf({ node, part }: PlannedFetch): string {
  return `${node.serviceName} ${part ?? ''}`;
}

/** How many fetches come before each at most, one after the other. */
function depthsOf(fetches: readonly PlannedFetch[]): readonly number[] {
  const depths: number[] = [];
  for (const { after } of fetches) {
    depths.push(after.reduce((depth, i) => Math.max(depth, (depths[i] ?? 0) + 1), 0));
  }
  return depths;
}
