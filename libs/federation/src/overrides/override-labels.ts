import type { Schema } from '@apollo/federation-internals';
import { visit, type DocumentNode } from 'graphql';

/** The labels of `@override` in a supergraph: each decides who resolves fields, request by request. */
export interface OverrideLabels {
  /** Those that may matter to the plan of a document, each once. */
  of(document: DocumentNode): readonly string[];
}

/** Reads them from the directives of a supergraph. */
export function readOverrideLabels(schema: Schema): OverrideLabels {
  /** By the names of the fields that they are on. */
  const labels = new Map<string, Set<string>>();
  const words = new Set<string>();
  for (const { coordinate, given } of joins(schema)) {
    const label = given['overrideLabel'];
    if (typeof label === 'string') {
      const field = coordinate.slice(coordinate.lastIndexOf('.') + 1);
      labels.set(field, (labels.get(field) ?? new Set()).add(label));
    }
    // Plans ask for keys and required fields besides what the document selects.
    for (const text of [
      given['key'],
      given['requires'],
      JSON.stringify(given['contextArguments']),
    ]) {
      for (const [word] of (typeof text === 'string' ? text : '').matchAll(/\w+/g)) words.add(word);
    }
  }
  const always = [...labels.keys()].filter((field) => words.has(field));
  return {
    of(document) {
      if (labels.size === 0) return NONE;
      const fields = new Set(always);
      visit(document, {
        Field({ name }) {
          if (labels.has(name.value)) fields.add(name.value);
        },
      });
      return [...new Set([...fields].flatMap((field) => [...(labels.get(field) ?? [])]))].sort();
    },
  };
}

const NONE: readonly string[] = [];

interface Join {
  /** Of the type or field that it is on. */
  readonly coordinate: string;
  readonly given: Readonly<Record<string, unknown>>;
}

function* joins(schema: Schema): Generator<Join> {
  for (const name of ['join__field', 'join__type']) {
    for (const application of schema.directive(name)?.applications() ?? []) {
      const parent = application.parent as { readonly coordinate?: string };
      yield { coordinate: parent.coordinate ?? '', given: application.arguments() };
    }
  }
}
