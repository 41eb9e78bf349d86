import { Kind, visit, type DirectiveNode, type DocumentNode } from 'graphql';
import type { Variables } from '../engine/engine.js';

/** The variables that decide by `@skip` and `@include` what an operation selects, each once. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(node) {
      const variable = conditionOf(node);
      if (variable !== undefined) names.add(variable);
    },
  });
  return [...names].sort();
}

/** The same document with the values of those variables in their places. */
export function fixConditions(document: DocumentNode, variables: Variables): DocumentNode {
  return visit(document, {
    Directive(node) {
      const variable = conditionOf(node);
      if (variable === undefined) return undefined;
      const value = { kind: Kind.BOOLEAN, value: variables[variable] === true } as const;
      return {
        ...node,
        arguments: node.arguments?.map((argument) => ({ ...argument, value })) ?? [],
      };
    },
  });
}

function conditionOf({ name, arguments: given }: DirectiveNode): string | undefined {
  if (name.value !== 'skip' && name.value !== 'include') return undefined;
  const value = given?.[0]?.value;
  return value?.kind === Kind.VARIABLE ? value.name.value : undefined;
}
