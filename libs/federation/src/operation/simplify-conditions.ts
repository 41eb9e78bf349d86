import {
  Kind,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * For the planner: a document without conditions that are constants, in which each field selects
 * something that no variable takes away. Apollo's planner drops a field whose selections are all
 * skipped, makes a whole fetch depend on a condition that stands deep inside, and on the way loses
 * `@include(if: false)`: objects would be missing or fields be asked for that nobody wants.
 * The selections of the operation itself stay as they are but for the constants.
 */
export function simplifyConditions(document: DocumentNode): DocumentNode {
  return visit(document, {
    Field: { enter: withoutConstants, leave: anchored },
    FragmentSpread: { enter: withoutConstants },
    InlineFragment: {
      enter: withoutConstants,
      leave: (node) => (node.selectionSet.selections.length === 0 ? null : undefined),
    },
    FragmentDefinition: { leave: anchored },
  });
}

/** Null removes what is never included. */
function withoutConstants<T extends SelectionNode>(node: T): T | null | undefined {
  const constants = (node.directives ?? []).filter(
    (directive) => constantOf(directive) !== undefined,
  );
  if (constants.length === 0) return undefined;
  if (
    constants.some((directive) => constantOf(directive) !== (directive.name.value === 'include'))
  ) {
    return null;
  }
  const directives = (node.directives ?? []).filter((directive) => !constants.includes(directive));
  return { ...node, directives };
}

function constantOf({ name, arguments: given = [] }: DirectiveNode): boolean | undefined {
  if (name.value !== 'skip' && name.value !== 'include') return undefined;
  const value = given[0]?.value;
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

function anchored<T extends FieldNode | FragmentDefinitionNode | InlineFragmentNode>(
  node: T,
): T | undefined {
  const { selectionSet } = node;
  if (!selectionSet || isAnchored(selectionSet)) return undefined;
  const selections: SelectionNode[] = [TYPENAME, ...selectionSet.selections];
  return { ...node, selectionSet: { ...selectionSet, selections } };
}

function isAnchored({ selections }: SelectionSetNode): boolean {
  return selections.some(
    (selection) => selection.kind === Kind.FIELD && !selection.directives?.length,
  );
}
