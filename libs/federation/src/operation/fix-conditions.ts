import { Kind, visit, type DirectiveNode, type DocumentNode } from 'graphql';
import { argumentOf, DEFER } from '../defer/defer-directive.js';
import type { Variables } from '../engine/engine.js';

/** The variables that decide by `@skip`, `@include` and `@defer` what an operation selects and when, each once. */
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
      const given = variables[variable];
      // By its default, @defer holds where nothing is said.
      const holds = given === true || (given === undefined && node.name.value === DEFER);
      const value = { kind: Kind.BOOLEAN, value: holds } as const;
      return {
        ...node,
        arguments: (node.arguments ?? []).map((argument) =>
          argument.name.value === 'if' ? { ...argument, value } : argument,
        ),
      };
    },
  });
}

const CONDITIONAL: ReadonlySet<string> = new Set(['skip', 'include', DEFER]);

function conditionOf(directive: DirectiveNode): string | undefined {
  if (!CONDITIONAL.has(directive.name.value)) return undefined;
  const value = argumentOf(directive, 'if');
  return value?.kind === Kind.VARIABLE ? value.name.value : undefined;
}
