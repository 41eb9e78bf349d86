import { Kind, type DirectiveDefinitionNode, type DocumentNode } from 'graphql';
import { CACHE_SPEC_URL } from '@metamorphosis/contract';
import { stringArgument } from './directive-values.js';
import { CACHE_CONTROL, KNOWN_DEFINITIONS } from './known-directives.js';
import { schemaDirectives } from './links.js';

/** A directive that codegen carries as its author wrote it. */
export interface AuthorDirective {
  readonly definition: DirectiveDefinitionNode;
  /** Where it is specified, when it is to stand in the supergraph; the author's own `@link` stands above it. */
  readonly composedAs?: string;
}

/** The directives that a file declares, and `@cacheControl`, which needs no declaration; by name. */
export function authorDirectives(document: DocumentNode): ReadonlyMap<string, AuthorDirective> {
  const composed = new Set(composedDirectives(document));
  return new Map(
    [...directivesIn(KNOWN_DEFINITIONS), ...directivesIn(document)].flatMap((definition) => {
      const name = definition.name.value;
      if (name === CACHE_CONTROL) return [[name, { definition, composedAs: CACHE_SPEC_URL }]];
      if (KNOWN.has(name)) return [];
      return [[name, { definition, ...(composed.has(name) && { composedAs: ownSpec(name) }) }]];
    }),
  );
}

/** Names that `@composeDirective` gives, without `@`. */
function composedDirectives(document: DocumentNode): readonly string[] {
  return schemaDirectives(document)
    .filter(({ name }) => name.value === 'composeDirective')
    .map((directive) => stringArgument(directive, 'name')?.value.replace(/^@/, '') ?? '');
}

function directivesIn(document: DocumentNode): readonly DirectiveDefinitionNode[] {
  return document.definitions.filter((one) => one.kind === Kind.DIRECTIVE_DEFINITION);
}

const KNOWN = new Set(directivesIn(KNOWN_DEFINITIONS).map(({ name }) => name.value));

/** Composition takes no directive that stands in no specification. */
function ownSpec(name: string): string {
  return `https://metamorphosis.dev/directives/${name}/v1.0`;
}
