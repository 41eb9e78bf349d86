import { hash } from 'node:crypto';
import { errors, type MetamorphosisError } from '@metamorphosis/contract';
import { background, type Cache, type Logger } from '@metamorphosis/core';
import {
  located,
  refusal,
  type Engine,
  type ErrorFormatter,
  type Preparation,
} from '@metamorphosis/federation';
import { KnownTexts } from './known-texts.js';
import { readDocumentId, type DocumentReference } from './reference.js';

/** Documents that clients name instead of sending them. */
export interface DocumentOptions {
  /** Remembers documents that clients send with their hash (automatic persisted queries). @default true */
  readonly persistedQueries?: boolean;
  /** Where they are remembered for other processes, too. Stays the caller's to close. @default nowhere */
  readonly store?: Cache;
  /** Documents that were registered, by their ids. A function is asked each time; a new map is a new register. */
  readonly trusted?: {
    readonly documents: ReadonlyMap<string, string> | (() => ReadonlyMap<string, string>);
    /** Refuses all others. @default true */
    readonly only?: boolean;
  };
}

/** Prepares what is asked for, by its text or by a reference to it. */
export interface Preparer {
  prepare(
    query: string,
    operationName?: string | null,
    reference?: DocumentReference,
  ): Preparation | Promise<Preparation>;
}

/** How long another process may find a document that nobody sent since. */
const STORED_MS = 7 * 86_400_000;

/**
 * Finds the documents that clients name. Refuses with PERSISTED_QUERY_NOT_FOUND what is not known yet
 * (the client sends its text, then), and with DOCUMENT_UNTRUSTED what nobody registered.
 */
export function createPreparer(
  engine: Pick<Engine, 'prepare'>,
  { persistedQueries = true, store, trusted }: DocumentOptions,
  format: ErrorFormatter,
  logger: Logger,
): Preparer {
  const known = new KnownTexts();
  const register = registerOf(trusted);
  const only = trusted?.only ?? trusted !== undefined;
  const refused = (error: MetamorphosisError): Preparation => ({
    ok: false,
    answer: refusal([located(error)], format),
  });

  const find = (
    query: string,
    reference: DocumentReference | undefined,
  ): string | Preparation | Promise<string | Preparation> => {
    const id = reference?.id;
    const { documents, texts } = register();
    if (id === undefined) {
      return only && !texts.has(query) ? refused(errors.DOCUMENT_UNTRUSTED([])) : query;
    }
    const text = documents.get(id);
    if (text !== undefined) return text;
    if (only) return refused(errors.DOCUMENT_UNTRUSTED([]));
    if (!reference?.isHash || !persistedQueries) {
      return refused(errors.PERSISTED_QUERY_NOT_SUPPORTED([]));
    }
    if (query === '') return known.get(id) ?? findStored(id);
    if (hash('sha256', query) === id) return query;
    return refused(errors.BAD_REQUEST(['The hash is not that of the query.']));
  };

  const findStored = async (id: string): Promise<string | Preparation> => {
    const text = await store?.get(keyOf(id)).catch((error: unknown) => {
      logger.debug({ err: error }, 'Documents of other processes cannot be looked up');
      return undefined;
    });
    // Others write there, too: what it is has to show.
    if (text === undefined || hash('sha256', text) !== id) {
      return refused(errors.PERSISTED_QUERY_NOT_FOUND([]));
    }
    known.set(id, text);
    return text;
  };

  const remember = (id: string, query: string): void => {
    if (store && known.get(id) === undefined) {
      background('storing a document', logger, store.set(keyOf(id), query, STORED_MS));
    }
    known.set(id, query);
  };

  return {
    prepare(query, operationName, reference) {
      const run = (found: string | Preparation): Preparation => {
        if (typeof found !== 'string') return found;
        const prepared = engine.prepare(found, operationName);
        // What is no document, or too much of one, is not kept.
        if (prepared.ok && reference?.isHash && query !== '' && persistedQueries) {
          remember(reference.id, query);
        }
        return prepared;
      };
      const found = find(query, reference);
      return found instanceof Promise ? found.then(run) : run(found);
    },
  };
}

interface Register {
  readonly documents: ReadonlyMap<string, string>;
  readonly texts: ReadonlySet<string>;
}

/** What is registered just now, looked through once for each register. */
function registerOf(trusted: DocumentOptions['trusted']): () => Register {
  const given = trusted?.documents ?? new Map<string, string>();
  const current = typeof given === 'function' ? given : () => given;
  const of = (documents: ReadonlyMap<string, string>): Register => ({
    // Manifests name hashes as clients do, `sha256:...`, or bare.
    documents: new Map([...documents].map(([id, text]) => [readDocumentId(id).id, text])),
    texts: new Set(documents.values()),
  });
  let seen = current();
  let last = of(seen);
  return () => {
    const documents = current();
    if (documents !== seen) [seen, last] = [documents, of(documents)];
    return last;
  };
}

function keyOf(id: string): string {
  return `document:${id}`;
}
