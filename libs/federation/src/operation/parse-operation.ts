import {
  getOperationAST,
  GraphQLError,
  Kind,
  parse,
  separateOperations,
  specifiedRules,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { errors } from '@metamorphosis/contract';
import { STREAM } from '../defer/defer-directive.js';
import { deferRules, refusedStream } from '../defer/defer-rules.js';
import { located } from '../engine/answer.js';

const RULES = [...specifiedRules, ...deferRules];

/** A valid operation of a document. */
export interface ParsedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** Bounds that hold before anything is planned. */
export interface ParseLimits {
  /** Tokens of a document. @default 20000 */
  readonly maxTokens?: number;
  /** Asked about every document that parses, before it is validated: what is wrong with it, each error with its code. */
  readonly check?: (document: DocumentNode) => readonly GraphQLError[];
}

/** Parses and validates; answers with the errors, each with its code, when the document is not right. */
export function parseOperation(
  schema: GraphQLSchema,
  query: string,
  operationName: string | null | undefined,
  { maxTokens = 20_000, check }: ParseLimits = {},
): ParsedOperation | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens });
    const refused = check?.(document) ?? [];
    if (refused.length > 0) return refused;
    const stream = schema.getDirective(STREAM) ? undefined : refusedStream(document);
    if (stream) return [coded(stream, 'GRAPHQL_VALIDATION_FAILED')];
    const invalid = validate(schema, document, RULES, { maxErrors: 20 });
    if (invalid.length > 0) {
      return invalid.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
    }
  } catch (error) {
    // All of these go down with the document: one that is deep enough ends their stack.
    if (error instanceof RangeError) return [limitExceeded('nesting', 'levels', MAX_NESTING)];
    if (!(error instanceof GraphQLError)) throw error;
    return [parseError(error, maxTokens)];
  }
  const operation = getOperationAST(document, operationName);
  // Other operations of the document are no business of this one's plan.
  const own = operation && separateOperations(document)[operation.name?.value ?? ''];
  if (operation && own) return { document: own, operation };
  const why = operationName
    ? `The document has no operation named "${operationName}".`
    : 'The document has several operations: say which by "operationName".';
  return [new GraphQLError(why, { extensions: { code: 'BAD_REQUEST' } })];
}

/** The parser tells of too many tokens as of any other error. */
function parseError(error: GraphQLError, maxTokens: number): GraphQLError {
  if (!error.message.endsWith(`${maxTokens} tokens. Parsing aborted.`)) {
    return coded(error, 'GRAPHQL_PARSE_FAILED');
  }
  return limitExceeded('tokens', 'tokens', maxTokens);
}

/** About what the parser's stack takes. */
const MAX_NESTING = 1_000;

function limitExceeded(limit: string, words: string, allowed: number): GraphQLError {
  return located(errors.LIMIT_EXCEEDED([words, allowed], { details: { limit, allowed } }));
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
