import { Kind, type DocumentNode, type GraphQLNamedType } from 'graphql';

const MARK = 'Stands for a type that is not declared, so that more can be said about the others.';

/** Declares names of which nothing is known. What follows from them is no mistake of the author's. */
export function withPlaceholders(document: DocumentNode, names: Iterable<string>): DocumentNode {
  const placeholders = [...new Set(names)].map((value) => ({
    kind: Kind.SCALAR_TYPE_DEFINITION as const,
    name: { kind: Kind.NAME as const, value },
    description: { kind: Kind.STRING as const, value: MARK },
  }));
  return { kind: Kind.DOCUMENT, definitions: [...document.definitions, ...placeholders] };
}

/** True for a type that was named and not declared: it has been reported. */
export function isPlaceholder(type: GraphQLNamedType): boolean {
  return type.description === MARK;
}
