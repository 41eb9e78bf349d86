import { Kind, print, type DirectiveDefinitionNode, type DocumentNode } from 'graphql';
import { didYouMean } from '@metamorphosis/core';
import type { Reporter } from '../diagnostics/reporter.js';
import { authorDirectives } from '../model/author-directives.js';
import { stringArgument } from '../model/directive-values.js';
import { CACHE_CONTROL, FEDERATION_DIRECTIVES, OWN_DIRECTIVES } from '../model/known-directives.js';
import { schemaDirectives } from '../model/links.js';
import type { ServiceModel } from '../model/service-model.js';

const OF_FEDERATION: ReadonlySet<string> = new Set(FEDERATION_DIRECTIVES);

/** Holds `@composeDirective` against the directives that can be carried into the supergraph. */
export function checkComposed(document: DocumentNode, reporter: Reporter): void {
  const known = [...authorDirectives(document).keys()].map((name) => `@${name}`);
  for (const directive of schemaDirectives(document)) {
    if (directive.name.value !== 'composeDirective') continue;
    const name = stringArgument(directive, 'name');
    if (name === undefined || known.includes(name.value)) continue;
    const bare = name.value.replace(/^@/, '');
    if (OF_FEDERATION.has(bare) || OWN_DIRECTIVES.has(bare)) {
      reporter.at(
        'COMPOSED_UNKNOWN',
        name,
        `@${bare} is not composed by its author.`,
        'leave this line away: what the gateway needs of it reaches the supergraph by itself',
      );
      continue;
    }
    reporter.at(
      'COMPOSED_UNKNOWN',
      name,
      `This file declares no directive "${name.value}".`,
      didYouMean(`@${bare}`, known) ??
        'declare it with `directive @... on ...`, or remove this line',
    );
  }
}

/** Reports directives that several services carry into the supergraph, but do not declare alike. */
export function checkSharedDirectives(services: readonly ServiceModel[], reporter: Reporter): void {
  const cacheControl = authorDirectives(NOTHING).get(CACHE_CONTROL)?.definition;
  const first = new Map<string, { readonly where: string; readonly text: string }>();
  if (cacheControl) first.set(CACHE_CONTROL, { where: 'Apollo Server', text: bare(cacheControl) });
  for (const { document, path } of services) {
    for (const [name, { definition, composedAs }] of authorDirectives(document)) {
      if (composedAs === undefined) continue;
      const text = bare(definition);
      const known = first.get(name);
      if (known === undefined) first.set(name, { where: path, text });
      else if (known.text !== text) {
        reporter.at(
          'DIRECTIVE_DIFFERS',
          definition,
          `@${name} is not declared as in ${known.where}.`,
          `in the supergraph it is one; write: ${known.text}`,
        );
      }
    }
  }
}

const NOTHING: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/** In one line, without descriptions. */
function bare(definition: DirectiveDefinitionNode): string {
  const { description: _, arguments: all = [], ...rest } = definition;
  const silent = all.map(({ description: _, ...argument }) => argument);
  return print({ ...rest, arguments: silent });
}
