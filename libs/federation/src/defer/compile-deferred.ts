import { visit, type DocumentNode, type SelectionSetNode } from 'graphql';
import type { LoadedSupergraph } from '../engine/load-supergraph.js';
import type { ParsedOperation } from '../operation/parse-operation.js';
import {
  planOperation,
  type OperationForm,
  type PlannedOperation,
} from '../operation/plan-operation.js';
import { compileParts, type StartParts } from '../plan/compile-parts.js';
import type { Json, Run } from '../plan/run.js';
import { compileProjection, type Complete } from '../projection/compile-projection.js';
import type { DeferredObject } from '../projection/projection-state.js';
import { deferOf, labelOf } from './defer-directive.js';
import {
  keepParts,
  withOwnLabels,
  type DeferredPart,
  type LabelledDocument,
} from './defer-document.js';
import { writePayload, type PartShape, type Payload } from './payload.js';
import { shapeOf } from './shape.js';

/** An operation ready to be answered part by part. */
export interface DeferredCode {
  readonly name: string | undefined;
  readonly parts: ReadonlyMap<string, DeferredPart>;
  /** Begins all fetches. */
  readonly start: StartParts;
  /** What is answered first, once that is fetched. */
  first(run: Run): Payload;
  /** What a part tells of an object, once the part is fetched; `run` is the part's. */
  later(object: DeferredObject, run: Run): Payload;
}

/**
 * Plans and compiles an operation in which no variable decides any more whether something is
 * deferred. Undefined when nothing is. Throws INTERNAL_ERROR when the planner fails.
 */
export function compileDeferred(
  supergraph: LoadedSupergraph,
  parsed: ParsedOperation,
  form: OperationForm = {},
): DeferredCode | undefined {
  const labelled = withOwnLabels(parsed.document);
  if (!labelled) return undefined;
  const { planned, parts } = planParts(labelled, (document) =>
    planOperation(supergraph, { ...parsed, document }, form),
  );
  const { name, source, root, definition, introspect, clientPath } = planned;
  const project = compileProjection(source, root, definition.selectionSet);
  const whole: Complete = (value, state) => project(value as Json, state);
  const shapes = partShapes(planned);
  const write = (
    part: string | undefined,
    object: Omit<DeferredObject, 'part'>,
    run: Run,
  ): Payload => {
    const introspection =
      object.path.length === 0 ? introspect?.(run.variables, run.errors) : undefined;
    return writePayload(object, run, () => shapes(part), introspection);
  };
  return {
    name,
    parts,
    start: compileParts(planned.plan, parts, { ...supergraph, clientPath }),
    first: (run) => write(undefined, { path: [], value: run.data, complete: whole }, run),
    later: (object, run) => write(object.part, object, run),
  };
}

/** Parts of an operation that are looked at one by one when the planner fails on it. */
const MAX_TRIED = 10;

/**
 * Plans with as many parts as the planner can: it fails on a part in which a field with `@requires`
 * stands inside an object that the part itself leads to. Such a part is told with what it stands in.
 */
function planParts(
  labelled: LabelledDocument,
  plan: (document: DocumentNode) => PlannedOperation,
): { planned: PlannedOperation; parts: LabelledDocument['parts'] } {
  const { parts } = labelled;
  try {
    return { planned: plan(labelled.document), parts };
  } catch (error) {
    if (parts.size === 1 || parts.size > MAX_TRIED) throw error;
    const isPlanned = (part: string): boolean => {
      try {
        plan(keepParts(labelled, new Set([part])).document);
        return true;
      } catch {
        return false;
      }
    };
    const kept = [...parts.keys()].filter(isPlanned);
    if (kept.length === 0 || kept.length === parts.size) throw error;
    const rest = keepParts(labelled, new Set(kept));
    return { planned: plan(rest.document), parts: rest.parts };
  }
}

/** Looked at when something goes wrong. */
function partShapes({
  definition,
  source,
}: PlannedOperation): (part: string | undefined) => PartShape {
  let selections: Map<string | undefined, SelectionSetNode> | undefined;
  const shapes = new Map<string | undefined, PartShape>();
  return (part) => {
    selections ??= selectionsByPart(definition);
    let shape = shapes.get(part);
    if (!shape) {
      const set = selections.get(part) ?? definition.selectionSet;
      shape = {
        own: shapeOf(set, source, 'without deferred'),
        all: shapeOf(set, source, 'with deferred'),
      };
      shapes.set(part, shape);
    }
    return shape;
  };
}

function selectionsByPart(
  definition: PlannedOperation['definition'],
): Map<string | undefined, SelectionSetNode> {
  const sets = new Map<string | undefined, SelectionSetNode>([
    [undefined, definition.selectionSet],
  ]);
  visit(definition, {
    InlineFragment(node) {
      const directive = deferOf(node);
      if (directive) sets.set(labelOf(directive), node.selectionSet);
    },
  });
  return sets;
}
