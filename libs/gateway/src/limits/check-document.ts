import { BREAK, GraphQLError, visit, type DocumentNode, type FieldNode } from 'graphql';
import { errors } from '@metamorphosis/contract';
import { DEFAULT_LIMITS } from './default-limits.js';
import { measureDocument, type DocumentSize } from './measure-document.js';

/** Bounds of a document. */
export interface DocumentLimits {
  /** Fields inside one another; braces of any kind may be four times as many. @default 15 */
  readonly maxDepth?: number;
  /** @default 50 */
  readonly maxAliases?: number;
  /** Fields of the operation's root. @default 30 */
  readonly maxRootFields?: number;
  /** Directives as written. @default 50 */
  readonly maxDirectives?: number;
}

/** Fragments may stand between a field and the next, and values have levels of their own. */
const BRACES_A_LEVEL = 4;

const WORDS: Readonly<Record<keyof DocumentSize, string>> = {
  depth: 'levels of fields',
  nesting: 'levels of braces',
  aliases: 'aliases',
  rootFields: 'root fields',
  directives: 'directives',
};

/**
 * Makes the check of documents: LIMIT_EXCEEDED for each bound that one is beyond, and
 * GRAPHQL_VALIDATION_FAILED where the schema is asked about and that is switched off.
 */
export function createDocumentCheck(
  {
    maxDepth = DEFAULT_LIMITS.maxDepth,
    maxAliases = DEFAULT_LIMITS.maxAliases,
    maxRootFields = DEFAULT_LIMITS.maxRootFields,
    maxDirectives = DEFAULT_LIMITS.maxDirectives,
  }: DocumentLimits,
  introspection = true,
): (document: DocumentNode) => readonly GraphQLError[] {
  const bounds: DocumentSize = {
    depth: maxDepth,
    nesting: maxDepth * BRACES_A_LEVEL,
    aliases: maxAliases,
    rootFields: maxRootFields,
    directives: maxDirectives,
  };
  return (document) => {
    const hidden = introspection ? undefined : introspectionOf(document);
    if (hidden) return [hidden];
    const size = measureDocument(document);
    return (Object.keys(WORDS) as (keyof DocumentSize)[])
      .filter((limit) => size[limit] > bounds[limit])
      .map((limit) => exceeded(limit, WORDS[limit], bounds[limit], size[limit]));
  };
}

function exceeded(limit: string, words: string, allowed: number, found: number): GraphQLError {
  const error = errors.LIMIT_EXCEEDED([words, allowed, found], {
    details: { limit, allowed, found },
  });
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { ...error.details, code: error.code },
  });
}

function introspectionOf(document: DocumentNode): GraphQLError | undefined {
  let found: FieldNode | undefined;
  visit(document, {
    Field(node) {
      if (node.name.value !== '__schema' && node.name.value !== '__type') return undefined;
      found = node;
      return BREAK;
    },
  });
  if (!found) return undefined;
  const error = errors.GRAPHQL_VALIDATION_FAILED(['The schema is not told here.']);
  return new GraphQLError(error.message, { nodes: found, extensions: { code: error.code } });
}
