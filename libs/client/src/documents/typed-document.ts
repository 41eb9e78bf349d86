/**
 * A document that knows the type of its answer and of its variables: what `@graphql-codegen/client-preset` makes, in any of
 * its modes, or plain text, which knows neither.
 */
export interface TypedDocument<TData, TVariables> {
  /** Carries the types; there is nothing in it at run time. */
  readonly __apiType?: ((variables: TVariables) => TData) | undefined;
}

/** What can be sent: a typed document, or the text of one. */
export type Document<TData, TVariables> = TypedDocument<TData, TVariables> | string;

/** Writes a document that came as a syntax tree: `print` of graphql. */
export type PrintDocument = (document: never) => string;

interface SyntaxTree {
  readonly kind: 'Document';
  readonly loc?: { readonly source?: { readonly body?: string } };
}

/**
 * The text of a document. A syntax tree without its text needs `print`: this library does not bring one along.
 * Throws a TypeError for what is no document.
 */
export function documentText(
  document: Document<unknown, never>,
  print: PrintDocument | undefined,
): string {
  if (typeof document === 'string') return document;
  // client-preset's documentMode: string.
  if (document instanceof String) return document.toString();
  const tree = document as Partial<SyntaxTree>;
  if (tree.kind !== 'Document') throw new TypeError('This is no GraphQL document.');
  if (print) return print(tree as never);
  const text = tree.loc?.source?.body;
  if (text !== undefined) return text;
  throw new TypeError(
    "A document that is a syntax tree needs `print` (from 'graphql') among the client's options; or let codegen make text: documentMode: 'string'.",
  );
}
