import {
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * For the planner: gives each field's selection something that no variable takes away. Without it
 * Apollo's planner drops a field whose selections are all skipped, and makes a whole fetch depend on
 * a condition that stands deep inside: the objects themselves would be missing, not just their fields.
 */
export function anchorSelections(document: DocumentNode): DocumentNode {
  return visit(document, {
    Field: {
      leave(node) {
        const { selectionSet } = node;
        if (!selectionSet || isAnchored(selectionSet)) return undefined;
        const selections: SelectionNode[] = [TYPENAME, ...selectionSet.selections];
        return { ...node, selectionSet: { ...selectionSet, selections } };
      },
    },
  });
}

function isAnchored({ selections }: SelectionSetNode): boolean {
  return selections.some((selection) => selection.kind === Kind.FIELD && !isConditional(selection));
}

function isConditional({ directives = [] }: FieldNode): boolean {
  return directives.some(({ name }) => name.value === 'skip' || name.value === 'include');
}
