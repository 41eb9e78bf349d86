import {
  getOperationAST,
  GraphQLError,
  Kind,
  parse,
  separateOperations,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/** A valid operation of a document. */
export interface ParsedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** Bounds that hold before anything is planned. */
export interface ParseLimits {
  /** Tokens of a document. @default 20000 */
  readonly maxTokens?: number;
}

/** Parses and validates; answers with the errors, each with its code, when the document is not right. */
export function parseOperation(
  schema: GraphQLSchema,
  query: string,
  operationName: string | null | undefined,
  { maxTokens = 20_000 }: ParseLimits = {},
): ParsedOperation | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return [coded(error, 'GRAPHQL_PARSE_FAILED')];
  }
  const invalid = validate(schema, document, undefined, { maxErrors: 20 });
  if (invalid.length > 0) return invalid.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
  const operation = getOperationAST(document, operationName);
  // Other operations of the document are no business of this one's plan.
  const own = operation && separateOperations(document)[operation.name?.value ?? ''];
  if (operation && own) return { document: own, operation };
  const why = operationName
    ? `The document has no operation named "${operationName}".`
    : 'The document has several operations: say which by "operationName".';
  return [new GraphQLError(why, { extensions: { code: 'BAD_REQUEST' } })];
}

/** The fragments of a document by name. */
export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  return fragments;
}

/** The same error with a code of the catalogue. */
export function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
    originalError: error.originalError ?? null,
    extensions: { ...error.extensions, code },
  });
}
