import {
  executeSync,
  Kind,
  OperationTypeNode,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Variables } from '../engine/engine.js';
import type { Json } from '../plan/run.js';

/** Answers what a document asks of the schema itself. */
export type Introspect = (variables: Variables, errors: GraphQLError[]) => Json;

/**
 * Compiles the introspection part of an operation: executed by graphql-js on the schema that
 * clients see, without any subgraph. Undefined when the document asks for none.
 */
export function compileIntrospection(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Introspect | undefined {
  const fields: FieldNode[] = [];
  visit(document, {
    Field(node) {
      const name = node.name.value;
      if (name === '__schema' || name === '__type') {
        // Whether it is included is the projection's business.
        fields.push({ ...node, directives: [] });
        return false;
      }
      return undefined;
    },
  });
  if (fields.length === 0) return undefined;
  const fragments = document.definitions.filter(isIntrospectionFragment);
  const used = new Set<string>();
  for (const node of [...fields, ...fragments]) {
    visit(node, {
      Variable({ name }) {
        used.add(name.value);
      },
    });
  }
  const definitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  const asked: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: OperationTypeNode.QUERY,
        variableDefinitions: definitions,
        selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
      },
      ...fragments,
    ],
  };
  let constant: Json | undefined;
  return (variables, errors) => {
    if (constant) return constant;
    const result = executeSync({ schema, document: asked, variableValues: variables });
    errors.push(...(result.errors ?? []));
    const data = (result.data ?? {}) as Json;
    if (definitions.length === 0) constant = data;
    return data;
  };
}

function isIntrospectionFragment(node: DefinitionNode): boolean {
  return node.kind === Kind.FRAGMENT_DEFINITION && node.typeCondition.name.value.startsWith('__');
}
