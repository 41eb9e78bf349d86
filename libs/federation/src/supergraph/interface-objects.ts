import {
  parse,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
} from 'graphql';

/** Interfaces that some subgraphs treat as objects (`@interfaceObject`). */
export interface InterfaceObjects {
  /** Whether some subgraph does: it cannot tell of which type an object is. */
  has(name: string): boolean;
  /** The interfaces that one subgraph knows as objects. */
  of(subgraph: string): readonly string[];
}

/** Reads them from a supergraph's SDL. */
export function readInterfaceObjects(sdl: string): InterfaceObjects {
  const document = parse(sdl, { noLocation: true });
  const subgraphs = subgraphNames(document);
  const bySubgraph = new Map<string, string[]>();
  visit(document, {
    InterfaceTypeDefinition(node) {
      for (const directive of node.directives ?? []) {
        if (directive.name.value !== 'join__type') continue;
        if (valueOf(directive, 'isInterfaceObject') !== true) continue;
        const subgraph = subgraphs.get(String(valueOf(directive, 'graph'))) ?? '';
        bySubgraph.set(subgraph, [...(bySubgraph.get(subgraph) ?? []), node.name.value]);
      }
    },
  });
  const all = new Set([...bySubgraph.values()].flat());
  return { has: (name) => all.has(name), of: (subgraph) => bySubgraph.get(subgraph) ?? [] };
}

/** Subgraphs' names by those of the enum that stands for them. */
function subgraphNames(document: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  visit(document, {
    EnumValueDefinition({ name, directives }: EnumValueDefinitionNode) {
      const graph = directives?.find((directive) => directive.name.value === 'join__graph');
      if (graph) names.set(name.value, String(valueOf(graph, 'name')));
    },
  });
  return names;
}

function valueOf(directive: ConstDirectiveNode, argument: string): unknown {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value;
  return value && 'value' in value ? value.value : undefined;
}
