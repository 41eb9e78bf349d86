import type { FetchNode } from '@apollo/query-planner';
import { getOperationAST, Kind, parse, type SelectionSetNode } from 'graphql';

/** The fields at the top of a fetch, by response name: where its failure shows. */
export function rootFields(operation: FetchNode['operation']): Map<string, string> {
  const document = parse(operation, { noLocation: true });
  const names = new Map<string, string>();
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        names.set((selection.alias ?? selection.name).value, selection.name.value);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
    }
  };
  const root = getOperationAST(document);
  if (root) collect(root.selectionSet);
  return names;
}
