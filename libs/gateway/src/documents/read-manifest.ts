import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { errors } from '@metamorphosis/contract';

/**
 * Reads a manifest of trusted documents: ids with texts, as graphql-codegen's client preset writes it
 * (`persistedDocuments`), or that of Apollo's `generate-persisted-query-manifest`. Throws
 * CONFIGURATION_INVALID for a file that is neither, and for a text that is no GraphQL.
 */
export function readManifest(file: string): ReadonlyMap<string, string> {
  const entries = entriesOf(file);
  for (const [id, text] of entries) {
    try {
      parse(text);
    } catch (cause) {
      throw wrong(file, `document ${id} is no GraphQL: ${String(cause)}`, cause);
    }
  }
  return new Map(entries);
}

function entriesOf(file: string): readonly (readonly [string, string])[] {
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw wrong(file, 'it cannot be read as JSON', cause);
  }
  if (typeof manifest !== 'object' || manifest === null) throw wrong(file, 'it is no JSON object');
  const { operations } = manifest as { readonly operations?: unknown };
  const entries: readonly (readonly unknown[])[] = Array.isArray(operations)
    ? operations.map((one: { readonly id?: unknown; readonly body?: unknown }) => [
        one.id,
        one.body,
      ])
    : Object.entries(manifest);
  return entries.map(([id, text]) => {
    if (typeof id === 'string' && typeof text === 'string') return [id, text];
    throw wrong(file, 'an entry is no id with a text');
  });
}

function wrong(file: string, why: string, cause?: unknown): Error {
  return errors.CONFIGURATION_INVALID(
    [
      `${file} is no manifest of documents: ${why}. Let graphql-codegen write it (persistedDocuments).`,
    ],
    { cause },
  );
}
