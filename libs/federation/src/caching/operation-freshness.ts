import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf, type ParsedOperation } from '../operation/parse-operation.js';
import type { CacheRules } from './cache-rules.js';

/** How long an answer holds, and for whom. */
export interface Freshness {
  readonly maxAgeMs: number;
  /** PRIVATE: for its caller alone. */
  readonly scope: 'PUBLIC' | 'PRIVATE';
}

/** What one field allows; without `maxAge` it holds as long as what is around it. */
interface Allowance {
  readonly maxAge: number | undefined;
  readonly isPrivate: boolean;
}

/**
 * How long answers of an operation hold, as Apollo Server reckons: the shortest time that any of its fields allows,
 * for its caller alone when any field says so. Root fields and fields with selections allow none unless
 * something is said of them or of their type, or they inherit; scalars allow what is around them. Of what an object
 * may be, and of `@skip` and `@include`, the strictest is taken. Undefined when answers do not hold at all.
 */
export function operationFreshness(
  { schema, rules }: { readonly schema: GraphQLSchema; readonly rules: CacheRules },
  { document, operation }: ParsedOperation,
): Freshness | undefined {
  const root = schema.getRootType(operation.operation);
  if (rules.isEmpty || !root) return undefined;
  const fragments = fragmentsOf(document);
  const seen = new Set<string>();
  let maxAge = Infinity;
  let isPrivate = false;

  const ofField = (node: FieldNode, parent: GraphQLCompositeType, isRoot: boolean): void => {
    const name = node.name.value;
    if (name === '__typename') return;
    const parents = isAbstractType(parent)
      ? [parent, ...schema.getPossibleTypes(parent)]
      : [parent];
    for (const each of parents) {
      const allowed = allowance(rules, each, name, isRoot);
      maxAge = Math.min(maxAge, allowed.maxAge ?? Infinity);
      isPrivate ||= allowed.isPrivate;
    }
    const field = 'getFields' in parent ? parent.getFields()[name] : undefined;
    const type = field && getNamedType(field.type);
    if (node.selectionSet && isCompositeType(type)) ofSet(node.selectionSet, type, false);
  };
  const ofSet = (set: SelectionSetNode, parent: GraphQLCompositeType, isRoot: boolean): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        ofField(selection, parent, isRoot);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        // What it allows is the same wherever it is spread, but as a part of the root.
        const once = `${selection.name.value} ${isRoot}`;
        if (seen.has(once)) continue;
        seen.add(once);
      }
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      const condition = inner?.typeCondition?.name.value;
      const type = condition === undefined ? parent : schema.getType(condition);
      if (inner && isCompositeType(type)) ofSet(inner.selectionSet, type, isRoot);
    }
  };
  ofSet(operation.selectionSet, root, true);
  if (maxAge === Infinity || maxAge <= 0) return undefined;
  return { maxAgeMs: maxAge * 1000, scope: isPrivate ? 'PRIVATE' : 'PUBLIC' };
}

function allowance(
  rules: CacheRules,
  parent: GraphQLCompositeType,
  name: string,
  isRoot: boolean,
): Allowance {
  const field = 'getFields' in parent ? parent.getFields()[name] : undefined;
  // Of a union nothing but `__typename` is asked; what asks for the schema never holds.
  if (!field) return { maxAge: 'getFields' in parent ? 0 : undefined, isPrivate: false };
  const type = getNamedType(field.type);
  const isComposite = isCompositeType(type);
  const ofType = isComposite ? rules.hint(type.name) : {};
  const own = rules.hint(`${parent.name}.${name}`);
  const inherits =
    own.inheritMaxAge === true ? ofType.maxAge == null : ofType.inheritMaxAge === true;
  const said = (own.inheritMaxAge === true ? undefined : own.maxAge) ?? ofType.maxAge ?? undefined;
  const unsaid = (isComposite && !inherits) || isRoot ? 0 : undefined;
  return { maxAge: said ?? unsaid, isPrivate: (own.scope ?? ofType.scope) === 'PRIVATE' };
}
