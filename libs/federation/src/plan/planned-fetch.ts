import type { FetchNode, PlanNode, ResponsePath } from '@apollo/query-planner';
import { errors } from '@metamorphosis/contract';
import { ALWAYS, type Condition } from '../projection/conditions.js';

/** A fetch of a plan and what has to be done before it: plans are trees, but what they say is a graph. */
export interface PlannedFetch {
  readonly node: FetchNode;
  /** Of the objects it is made for; empty for the operation's root. */
  readonly path: ResponsePath;
  readonly condition: Condition;
  /** Indexes of the fetches that it waits for. */
  readonly after: readonly number[];
}

/** Lists the fetches of a plan. Each comes behind those that it waits for. */
export function listFetches(root: PlanNode): readonly PlannedFetch[] {
  const fetches: PlannedFetch[] = [];

  /** Returns what must be done for the node to be done. */
  const visit = (
    node: PlanNode,
    path: ResponsePath,
    condition: Condition,
    after: readonly number[],
  ): readonly number[] => {
    switch (node.kind) {
      case 'Fetch':
        return [fetches.push({ node, path, condition, after }) - 1];
      case 'Flatten':
        return visit(node.node, [...path, ...node.path], condition, after);
      case 'Sequence':
        return node.nodes.reduce((done, child) => visit(child, path, condition, done), after);
      case 'Parallel':
        return orElse(
          after,
          node.nodes.flatMap((child) => visit(child, path, condition, after)),
        );
      case 'Condition': {
        const { condition: variable, ifClause, elseClause } = node;
        const branch = (clause: PlanNode | undefined, wanted: boolean): readonly number[] =>
          clause ? visit(clause, path, [...condition, { variable, wanted }], after) : [];
        return orElse(after, [...branch(ifClause, true), ...branch(elseClause, false)]);
      }
      case 'Defer':
        throw errors.GRAPHQL_VALIDATION_FAILED(['@defer is not supported here.']);
    }
  };
  visit(root, [], ALWAYS, []);
  return fetches;
}

/** Where nothing is fetched, what comes next waits for what came before. */
function orElse(before: readonly number[], done: readonly number[]): readonly number[] {
  return done.length > 0 ? done : before;
}
