import { getLocation, type ASTNode } from 'graphql';

/** Composition adds the subgraph that a node came from. */
type SubgraphNode = ASTNode & { readonly subgraph?: string };

/** Where a node was written, as `file:line:column`. Undefined for what composition made itself. */
export function placeOf(
  node: SubgraphNode,
  files: ReadonlyMap<string, string>,
): string | undefined {
  const { loc, subgraph } = node;
  if (!loc) return undefined;
  const { line, column } = getLocation(loc.source, loc.start);
  const file = (subgraph === undefined ? undefined : files.get(subgraph)) ?? loc.source.name;
  return `${file}:${line}:${column}`;
}
