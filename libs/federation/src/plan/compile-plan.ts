import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { errors } from '@metamorphosis/contract';
import { canCombine } from './combine-operations.js';
import { compileEntityBatch } from './entity-batch.js';
import type { FetchContext } from './fetch-context.js';
import { groupFetches, type FetchGroup } from './fetch-groups.js';
import { listFetches, type PlannedFetch } from './planned-fetch.js';
import { compileRootFetch } from './root-fetch.js';
import type { Step } from './run.js';
import { compileSchedule } from './schedule.js';

/** A plan as closures. */
export type CompiledPlan =
  | { readonly kind: 'fetches'; readonly run: Step }
  /** `primary` says what a payload must hold; `rest` completes it from the subgraphs. */
  | { readonly kind: 'subscription'; readonly primary: FetchNode; readonly rest: Step };

/** Compiles a plan once; the result may run any number of times, also side by side. */
export function compilePlan(plan: QueryPlan, context: FetchContext): CompiledPlan {
  const { node } = plan;
  if (node?.kind === 'Subscription') {
    const { primary, rest } = node;
    return { kind: 'subscription', primary, rest: compileFetches(rest, context) };
  }
  return { kind: 'fetches', run: compileFetches(node, context) };
}

/** A step and what has to be done before it. */
export interface CompiledGroup {
  readonly step: Step;
  readonly part: string | undefined;
  readonly after: readonly number[];
}

/** Compiles the fetches of a plan, in groups that are sent together. */
export function compileGroups(
  node: PlanNode | undefined,
  context: FetchContext,
): readonly CompiledGroup[] {
  const fetches = node ? listFetches(node) : [];
  return groupFetches(fetches, mayShare).map((group) => ({
    step: compileGroup(group, context),
    part: group.part,
    after: group.after,
  }));
}

function compileFetches(node: PlanNode | undefined, context: FetchContext): Step {
  return compileSchedule(compileGroups(node, context));
}

function compileGroup({ fetches }: FetchGroup, context: FetchContext): Step {
  const first = fetches[0] as PlannedFetch;
  const { contextRewrites, requires, serviceName } = first.node;
  if (contextRewrites && contextRewrites.length > 0) {
    throw errors.INTERNAL_ERROR([
      `Subgraph ${serviceName} uses @fromContext, which is not supported.`,
    ]);
  }
  return requires ? compileEntityBatch(fetches, context) : compileRootFetch(first, context);
}

/** Whether a fetch can be sent together with others. */
function mayShare({ node }: PlannedFetch): boolean {
  const usesContext = node.contextRewrites !== undefined && node.contextRewrites.length > 0;
  return node.requires !== undefined && !usesContext && canCombine(node.operation);
}
