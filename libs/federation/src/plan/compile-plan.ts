import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { errors } from '@metamorphosis/contract';
import { canCombine } from './combine-operations.js';
import { compileContextBatch } from './context-batch.js';
import { compileContextValues } from './context-values.js';
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
  const keepsApart = fetches.some((fetch) => usesContext(fetch));
  return groupFetches(fetches, mayShare).map((group) => ({
    step: compileGroup(group, keepsApart ? { ...context, keepsApart } : context),
    part: group.part,
    after: group.after,
  }));
}

function compileFetches(node: PlanNode | undefined, context: FetchContext): Step {
  return compileSchedule(compileGroups(node, context));
}

function compileGroup({ fetches }: FetchGroup, context: FetchContext): Step {
  const first = fetches[0] as PlannedFetch;
  const { requires, serviceName } = first.node;
  const values = compileContextValues(first.node, context.isOfType);
  if (values) {
    if (requires) return compileContextBatch(first, values, context);
    throw errors.INTERNAL_ERROR([
      `The plan takes arguments of a root field of ${serviceName} from a context.`,
    ]);
  }
  return requires ? compileEntityBatch(fetches, context) : compileRootFetch(first, context);
}

/** Whether a fetch can be sent together with others. */
function mayShare(fetch: PlannedFetch): boolean {
  const { requires, operation } = fetch.node;
  return requires !== undefined && !usesContext(fetch) && canCombine(operation);
}

function usesContext({ node: { contextRewrites = [] } }: PlannedFetch): boolean {
  return contextRewrites.length > 0;
}
