import type { FetchNode, PlanNode, QueryPlan, ResponsePath } from '@apollo/query-planner';
import { errors } from '@metamorphosis/contract';
import { compileFetch, type FetchContext } from './compile-fetch.js';
import type { Run, Step } from './run.js';

/** A plan as closures. */
export type CompiledPlan =
  | { readonly kind: 'fetches'; readonly run: Step }
  /** `primary` says what a payload must hold; `rest` completes it from the subgraphs. */
  | { readonly kind: 'subscription'; readonly primary: FetchNode; readonly rest: Step };

const nothing: Step = () => undefined;

/** Compiles a plan once; the result may run any number of times, also side by side. */
export function compilePlan(plan: QueryPlan, context: FetchContext): CompiledPlan {
  const { node } = plan;
  if (node?.kind === 'Subscription') {
    const rest = node.rest ? compileNode(node.rest, [], context) : nothing;
    return { kind: 'subscription', primary: node.primary, rest };
  }
  return { kind: 'fetches', run: node ? compileNode(node, [], context) : nothing };
}

function compileNode(node: PlanNode, path: ResponsePath, context: FetchContext): Step {
  switch (node.kind) {
    case 'Fetch':
      return compileFetch(node, path, context);
    case 'Flatten':
      return compileNode(node.node, [...path, ...node.path], context);
    case 'Sequence':
      return sequence(node.nodes.map((child) => compileNode(child, path, context)));
    case 'Parallel':
      return parallel(node.nodes.map((child) => compileNode(child, path, context)));
    case 'Condition': {
      const { condition } = node;
      const yes = node.ifClause ? compileNode(node.ifClause, path, context) : nothing;
      const no = node.elseClause ? compileNode(node.elseClause, path, context) : nothing;
      return (run: Run) => (run.variables[condition] === true ? yes(run) : no(run));
    }
    case 'Defer':
      throw errors.GRAPHQL_VALIDATION_FAILED(['@defer is not supported here.']);
  }
}

function sequence(steps: readonly Step[]): Step {
  return async (run) => {
    for (const step of steps) await step(run);
  };
}

function parallel(steps: readonly Step[]): Step {
  return async (run) => {
    await Promise.all(steps.map(async (step) => step(run)));
  };
}
