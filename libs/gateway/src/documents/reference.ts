/** A document that a client names. */
export interface DocumentReference {
  readonly id: string;
  /** The id is the SHA-256 of the text, which may come along. */
  readonly isHash: boolean;
}

/** What a request says of its document besides its text. */
export interface Referring {
  readonly documentId?: unknown;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/**
 * Reads the document that a request names: `documentId` (GraphQL over HTTP) or
 * `extensions.persistedQuery.sha256Hash` (Apollo's clients).
 */
export function referenceOf({ documentId, extensions }: Referring): DocumentReference | undefined {
  const { version, sha256Hash } = (extensions?.['persistedQuery'] ?? {}) as Record<string, unknown>;
  if (version === 1 && typeof sha256Hash === 'string') return { id: sha256Hash, isHash: true };
  if (typeof documentId !== 'string' || documentId === '') return undefined;
  return readDocumentId(documentId);
}

/** `sha256:<hash>`, or an id of any other form. */
export function readDocumentId(text: string): DocumentReference {
  const [, hash] = /^sha256:([0-9a-f]{64})$/.exec(text) ?? [];
  return hash === undefined ? { id: text, isHash: false } : { id: hash, isHash: true };
}
