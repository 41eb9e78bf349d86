import type { FetchNode } from '@apollo/query-planner';
import {
  getOperationAST,
  GraphQLError,
  parse,
  type GraphQLObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import type { Variables } from '../engine/engine.js';
import type { LoadedSupergraph } from '../engine/load-supergraph.js';
import { fragmentsOf } from '../operation/parse-operation.js';
import type { Json, Path } from '../plan/run.js';
import { compileProjection } from '../projection/compile-projection.js';
import { ProjectionState } from '../projection/projection-state.js';

/** Answers a plan's primary fetch from a payload; adds what breaks the schema to `errors`. */
export type PrimaryRecord = (
  field: string,
  value: Json | null,
  variables: Variables,
  errors: GraphQLError[],
) => Json;

/**
 * Compiles the primary fetch of a subscription's plan: it is answered from the payload in hand, by
 * the same projection that writes answers, under the names that the rest of the plan expects.
 */
export function compilePrimaryRecord(
  node: FetchNode,
  supergraph: LoadedSupergraph,
  clientPath: (path: Path) => Path,
): PrimaryRecord {
  const document = parse(node.operation, { noLocation: true });
  const operation = getOperationAST(document, node.operationName) as OperationDefinitionNode;
  const schema = supergraph.fullSchema;
  const project = compileProjection(
    {
      schema,
      isInterfaceObject: supergraph.isInterfaceObject,
      fragments: fragmentsOf(document),
      outputName: (name) => name,
      sourceKey: (mention) => mention.node.name.value,
    },
    schema.getSubscriptionType() as GraphQLObjectType,
    operation.selectionSet,
  );
  return (field, value, variables, errors) => {
    const found: GraphQLError[] = [];
    const data = project(
      { [field]: value },
      new ProjectionState({ variables, errors: found, holes: [], missing: [] }),
    );
    for (const error of found) {
      errors.push(
        new GraphQLError(error.message, {
          path: clientPath(error.path ?? []),
          originalError: error.originalError,
          extensions: error.extensions,
        }),
      );
    }
    return data ?? {};
  };
}
