import {
  isAbstractType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { deferOf, labelOf } from '../defer/defer-directive.js';
import { restrict, type Condition } from './conditions.js';

/** A selection set and the condition under which it stands there at all. */
export interface ConditionalSelections {
  readonly selectionSet: SelectionSetNode;
  readonly condition: Condition;
}

/** One mention of a field. */
export interface FieldMention {
  readonly node: FieldNode;
  readonly condition: Condition;
}

/** Selections of an object that belong to a part of the answer which comes later. */
export interface DeferredSelections extends ConditionalSelections {
  readonly part: string;
}

/** The document around a selection. */
export interface Fragments {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/**
 * The fields that a selection asks of one type, in objects of which no more is known, by response name in the order of their first
 * mention. What variables decide stays open, as conditions. What is deferred goes to `defer`; without it, it is taken as any other.
 */
export function collectFields(
  { schema, fragments }: Fragments,
  type: GraphQLObjectType | GraphQLInterfaceType,
  selections: readonly ConditionalSelections[],
  defer?: (selections: DeferredSelections) => void,
): Map<string, FieldMention[]> {
  const fields = new Map<string, FieldMention[]>();
  const visited = new Set<string>();

  const applies = (name: string | undefined): boolean => {
    if (name === undefined || name === type.name) return true;
    const other = schema.getType(name);
    return isAbstractType(other) && schema.isSubType(other, type);
  };

  const collect = (set: SelectionSetNode, outer: Condition): void => {
    for (const selection of set.selections) {
      const condition = restrict(outer, selection.directives);
      if (!condition) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const mentions = fields.get(key);
        if (mentions) mentions.push({ node: selection, condition });
        else fields.set(key, [{ node: selection, condition }]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (!applies(selection.typeCondition?.name.value)) continue;
        const { selectionSet } = selection;
        const directive = defer && deferOf(selection);
        if (directive) defer({ part: labelOf(directive) ?? '', selectionSet, condition });
        else collect(selectionSet, condition);
      } else {
        const visit = JSON.stringify([selection.name.value, condition]);
        const fragment = fragments.get(selection.name.value);
        if (!fragment || visited.has(visit)) continue;
        visited.add(visit);
        if (applies(fragment.typeCondition.name.value)) collect(fragment.selectionSet, condition);
      }
    }
  };
  for (const { selectionSet, condition } of selections) collect(selectionSet, condition);
  return fields;
}
