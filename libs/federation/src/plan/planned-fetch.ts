import type { DeferNode, FetchNode, PlanNode, ResponsePath } from '@apollo/query-planner';
import { ALWAYS, type Condition } from '../projection/conditions.js';

/** A fetch of a plan and what has to be done before it: plans are trees, but what they say is a graph. */
export interface PlannedFetch {
  readonly node: FetchNode;
  /** Of the objects it is made for; empty for the operation's root. */
  readonly path: ResponsePath;
  readonly condition: Condition;
  /** The deferred part of the answer that it is for; undefined: what is answered first. */
  readonly part: string | undefined;
  /** Indexes of the fetches that it waits for. */
  readonly after: readonly number[];
}

/** Lists the fetches of a plan. Each comes behind those that it waits for. */
export function listFetches(root: PlanNode): readonly PlannedFetch[] {
  const fetches: PlannedFetch[] = [];
  const byId = new Map<string, number>();

  /** Returns what must be done for the node to be done. */
  const visit = (node: PlanNode, place: Place, after: readonly number[]): readonly number[] => {
    const { path, condition } = place;
    switch (node.kind) {
      case 'Fetch': {
        const index = fetches.push({ node, ...place, after }) - 1;
        if (node.id !== undefined) byId.set(node.id, index);
        return [index];
      }
      case 'Flatten':
        return visit(node.node, { ...place, path: [...path, ...node.path] }, after);
      case 'Sequence':
        return node.nodes.reduce((done, child) => visit(child, place, done), after);
      case 'Parallel':
        return orElse(
          after,
          node.nodes.flatMap((child) => visit(child, place, after)),
        );
      case 'Condition': {
        const { condition: variable, ifClause, elseClause } = node;
        const branch = (clause: PlanNode | undefined, wanted: boolean): readonly number[] => {
          const inside = { ...place, condition: [...condition, { variable, wanted }] };
          return clause ? visit(clause, inside, after) : [];
        };
        return orElse(after, [...branch(ifClause, true), ...branch(elseClause, false)]);
      }
      case 'Defer':
        return visitDefer(node, place, after);
    }
  };

  /** What is deferred waits for single fetches of what comes before, and nothing waits for it. */
  const visitDefer = (
    { primary, deferred }: DeferNode,
    place: Place,
    after: readonly number[],
  ): readonly number[] => {
    const done = primary.node ? visit(primary.node, place, after) : after;
    for (const { label: part, depends, node } of deferred) {
      const before = depends.flatMap(({ id }) => byId.get(id) ?? []);
      if (node) visit(node, { ...place, part }, before);
    }
    return done;
  };

  visit(root, { path: [], condition: ALWAYS, part: undefined }, []);
  return fetches;
}

type Place = Pick<PlannedFetch, 'path' | 'condition' | 'part'>;

/** Where nothing is fetched, what comes next waits for what came before. */
function orElse(before: readonly number[], done: readonly number[]): readonly number[] {
  return done.length > 0 ? done : before;
}
