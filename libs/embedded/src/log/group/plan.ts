/** A member of a group, as far as sharing goes. */
export interface Sharer {
  readonly id: string;
  readonly topics: ReadonlySet<string>;
}

/** A topic to be shared: who holds (or is about to get) each of its partitions. */
export interface SharedTopic {
  readonly name: string;
  readonly holders: readonly (string | undefined)[];
}

/**
 * Shares the partitions of each topic evenly among the members that want it, and moves as few as
 * that allows: what a member holds it keeps up to its share. Answers an owner for each partition
 * (undefined where nobody wants the topic). The same input gives the same answer in every process.
 */
export function planShares(
  topics: readonly SharedTopic[],
  members: readonly Sharer[],
): ReadonlyMap<string, readonly (string | undefined)[]> {
  const load = new Map<string, number>(members.map(({ id }) => [id, 0]));
  const plan = new Map<string, readonly (string | undefined)[]>();
  for (const topic of topics) {
    const takers = members.filter((m) => m.topics.has(topic.name)).map(({ id }) => id);
    const owners = shareOne(topic.holders, takers, load);
    for (const id of owners) if (id !== undefined) load.set(id, (load.get(id) ?? 0) + 1);
    plan.set(topic.name, owners);
  }
  return plan;
}

function shareOne(
  holders: readonly (string | undefined)[],
  takers: readonly string[],
  load: ReadonlyMap<string, number>,
): readonly (string | undefined)[] {
  if (takers.length === 0) return holders.map(() => undefined);
  const quota = quotas(holders, takers, load);
  const owners = holders.map((holder) => {
    const left = holder === undefined ? 0 : (quota.get(holder) ?? 0);
    if (holder === undefined || left === 0) return undefined;
    quota.set(holder, left - 1);
    return holder;
  });
  const open = takers.flatMap((id) => Array<string>(quota.get(id) ?? 0).fill(id));
  return owners.map((owner) => owner ?? open.shift());
}

/** How many partitions each gets: what does not divide goes to those that hold more, then to those with less load. */
function quotas(
  holders: readonly (string | undefined)[],
  takers: readonly string[],
  load: ReadonlyMap<string, number>,
): Map<string, number> {
  const held = (id: string): number => holders.filter((holder) => holder === id).length;
  const base = Math.floor(holders.length / takers.length);
  const extra = holders.length % takers.length;
  const ranked = [...takers].sort(
    (a, b) =>
      Math.min(held(b), base + 1) - Math.min(held(a), base + 1) ||
      (load.get(a) ?? 0) - (load.get(b) ?? 0) ||
      (a < b ? -1 : 1),
  );
  return new Map(ranked.map((id, rank) => [id, rank < extra ? base + 1 : base]));
}
