import { hash } from 'node:crypto';
import { errors, type MetamorphosisError } from '@metamorphosis/contract';
import { located, refusal, type ErrorFormatter, type Preparation } from '@metamorphosis/federation';
import { KnownTexts } from './known-texts.js';
import type { DocumentReference } from './reference.js';

/** Documents that clients name instead of sending them. */
export interface DocumentOptions {
  /** Remembers documents that clients send with their hash (automatic persisted queries). @default true */
  readonly persistedQueries?: boolean;
  /** Documents that were registered, by their ids. */
  readonly trusted?: {
    readonly documents: ReadonlyMap<string, string>;
    /** Refuses all others. @default true */
    readonly only?: boolean;
  };
}

/** Prepares what is asked for, by its text or by a reference to it. */
export interface Preparer {
  prepare(query: string, operationName?: string | null, reference?: DocumentReference): Preparation;
}

/**
 * Finds the documents that clients name. Refuses with PERSISTED_QUERY_NOT_FOUND what is not known yet
 * (the client sends its text, then), and with DOCUMENT_UNTRUSTED what nobody registered.
 */
export function createPreparer(
  engine: Preparer,
  { persistedQueries = true, trusted }: DocumentOptions,
  format: ErrorFormatter,
): Preparer {
  const known = new KnownTexts();
  const only = trusted?.only ?? trusted !== undefined;
  const registered = trusted?.documents ?? new Map<string, string>();
  const texts = new Set(registered.values());
  const refused = (error: MetamorphosisError): Preparation => ({
    ok: false,
    answer: refusal([located(error)], format),
  });

  const find = (query: string, reference: DocumentReference | undefined): string | Preparation => {
    const id = reference?.id;
    if (id === undefined) {
      return only && !texts.has(query) ? refused(errors.DOCUMENT_UNTRUSTED([])) : query;
    }
    const text = registered.get(id);
    if (text !== undefined) return text;
    if (only) return refused(errors.DOCUMENT_UNTRUSTED([]));
    if (!reference?.isHash || !persistedQueries) {
      return refused(errors.PERSISTED_QUERY_NOT_SUPPORTED([]));
    }
    if (query === '') return known.get(id) ?? refused(errors.PERSISTED_QUERY_NOT_FOUND([]));
    if (hash('sha256', query) === id) return query;
    return refused(errors.BAD_REQUEST(['The hash is not that of the query.']));
  };

  return {
    prepare(query, operationName, reference) {
      const found = find(query, reference);
      if (typeof found !== 'string') return found;
      const prepared = engine.prepare(found, operationName);
      // What is no document, or too much of one, is not kept.
      if (prepared.ok && reference?.isHash && query !== '' && persistedQueries) {
        known.set(reference.id, query);
      }
      return prepared;
    },
  };
}
