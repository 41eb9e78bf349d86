import {
  GraphQLError,
  parse,
  validate,
  ValuesOfCorrectTypeRule,
  type DocumentNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { formatRequestError, formatValueError } from './format-error.js';

/** A request's text, parsed and checked against the schema. */
export type CheckedDocument =
  | { readonly kind: 'valid'; readonly document: DocumentNode }
  | { readonly kind: 'invalid'; readonly errors: readonly GraphQLFormattedError[] };

/** Answers for a text what it answered before: the gateway sends the same few texts over and over. */
export interface DocumentCache {
  get(text: string): CheckedDocument;
}

/**
 * Keeps the `limit` documents that were used last. Texts that are refused are not kept: they do not
 * come from the gateway, and must not push out those that do.
 */
export function createDocumentCache(schema: GraphQLSchema, limit = 1000): DocumentCache {
  const documents = new Map<string, CheckedDocument>();
  return {
    get(text) {
      const known = documents.get(text);
      if (known !== undefined) {
        if (documents.size > limit / 2) {
          // A Map keeps the order of insertion: what is put in again is the youngest.
          documents.delete(text);
          documents.set(text, known);
        }
        return known;
      }
      const checked = check(schema, text);
      if (checked.kind === 'valid') {
        documents.set(text, checked);
        const [oldest] = documents.keys();
        if (documents.size > limit && oldest !== undefined) documents.delete(oldest);
      }
      return checked;
    },
  };
}

function check(schema: GraphQLSchema, text: string): CheckedDocument {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { kind: 'invalid', errors: [formatRequestError(error, 'GRAPHQL_PARSE_FAILED')] };
  }
  const problems = validate(schema, document);
  if (problems.length === 0) return { kind: 'valid', document };
  const values = new Set(
    validate(schema, document, [ValuesOfCorrectTypeRule]).map(({ message }) => message),
  );
  const errors = problems.map((one) =>
    values.has(one.message)
      ? formatValueError(one)
      : formatRequestError(one, 'GRAPHQL_VALIDATION_FAILED'),
  );
  return { kind: 'invalid', errors };
}
