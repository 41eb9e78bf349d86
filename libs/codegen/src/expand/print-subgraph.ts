import { Kind, parse, print, type DefinitionNode } from 'graphql';
import { FEDERATION_DIRECTIVES } from '../model/known-directives.js';
import { schemaDirectives } from '../model/links.js';
import type { ServiceModel } from '../model/service-model.js';
import { carriedDirectives, directivesOn, type CarriedDirectives } from './carried-directives.js';
import { federationUrl } from './federation-url.js';

const NOTHING: CarriedDirectives = { links: [], composed: [], definitions: [] };

/**
 * The SDL of a subgraph: its definitions in their order, behind the links and definitions that directives on them need.
 * Those that stand in the supergraph without their author's doing are `own`.
 */
export function printSubgraph(
  service: ServiceModel,
  definitions: readonly DefinitionNode[],
  own = NOTHING,
): string {
  const { document } = service;
  const onSchema = schemaDirectives(document)
    .filter(({ name }) => !HEAD.has(name.value))
    .map((directive) => print(directive));
  const applied = onSchema.length > 0 ? extendSchema(onSchema) : [];
  const carried = carriedDirectives(service, [...applied, ...definitions]);
  const composed = [...own.composed, ...carried.composed].map(
    (name) => `@composeDirective(name: "@${name}")`,
  );
  const links = [...own.links, ...carried.links];
  const declared = [...own.definitions, ...carried.definitions];
  const rest = [...links, ...composed, ...onSchema];
  const used = [...extendSchema(['@link', ...rest]), ...declared, ...definitions];
  const head = extendSchema([federationLink(federationUrl(document), used), ...rest]);
  return print({ kind: Kind.DOCUMENT, definitions: [...head, ...declared, ...definitions] });
}

/** What is written anew for each subgraph. */
const HEAD: ReadonlySet<string> = new Set(['link', 'composeDirective']);

function extendSchema(directives: readonly string[]): readonly DefinitionNode[] {
  return parse(`extend schema ${directives.join(' ')}`, { noLocation: true }).definitions;
}

/** The `@link` to federation with the directives that the definitions use. */
function federationLink(url: string, definitions: readonly DefinitionNode[]): string {
  const used = new Set(definitions.flatMap((definition) => [...directivesOn(definition)]));
  const imports = FEDERATION_DIRECTIVES.filter((name) => used.has(name));
  return `@link(url: "${url}", import: [${imports.map((name) => `"@${name}"`).join(', ')}])`;
}
