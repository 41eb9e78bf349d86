import {
  isTypeDefinitionNode,
  print,
  visit,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type TypeDefinitionNode,
} from 'graphql';
import { authorDirectives, type AuthorDirective } from '../model/author-directives.js';
import { stringArgument } from '../model/directive-values.js';
import { FEDERATION_URL, importsOf, linksOf, OWN_URL } from '../model/links.js';
import { withKnownDefinitions } from '../model/parse-sdl.js';
import type { ServiceModel } from '../model/service-model.js';
import { closure } from './closure.js';
import { withoutOwnDirectives } from './sdl-writer.js';

/** What a subgraph needs so that the author's directives may stand in it. */
export interface CarriedDirectives {
  /** As SDL. */
  readonly links: readonly string[];
  /** Names of those that are to stand in the supergraph. */
  readonly composed: readonly string[];
  /** Their definitions, and those of types that only their arguments have. */
  readonly definitions: readonly DefinitionNode[];
}

/** What definitions of a subgraph need for the author's directives on them. */
export function carriedDirectives(
  service: ServiceModel,
  definitions: readonly DefinitionNode[],
): CarriedDirectives {
  const { document } = service;
  const known = authorDirectives(document);
  const carried = new Map<string, AuthorDirective>();
  const added: DefinitionNode[] = [];
  const isThere = (name: string): boolean =>
    [...definitions, ...added].some((one) => isTypeDefinitionNode(one) && one.name.value === name);
  // Definitions of directives may bear directives in turn, and so may the types of their arguments.
  const queue = [...definitions];
  for (const definition of queue) {
    for (const name of directivesOn(definition)) {
      const directive = known.get(name);
      if (directive === undefined || carried.has(name)) continue;
      carried.set(name, directive);
      const types = argumentTypes(service, name).filter((type) => !isThere(type.name.value));
      const brought = [directive.definition, ...types].map((one) => withoutOwnDirectives(one));
      added.push(...brought);
      queue.push(...brought);
    }
  }
  return { definitions: added, ...composition(document, carried) };
}

function composition(
  document: DocumentNode,
  carried: ReadonlyMap<string, AuthorDirective>,
): Pick<CarriedDirectives, 'links' | 'composed'> {
  const foreign = linksOf(document).filter(
    ([, url]) => !url.startsWith(FEDERATION_URL) && !url.startsWith(OWN_URL),
  );
  const links = new Set<string>();
  const composed: string[] = [];
  for (const [name, { composedAs }] of carried) {
    const [link] = foreign.find(([link, url]) => brings(link, url, name)) ?? [];
    if (link) links.add(print(link));
    else if (composedAs) links.add(`@link(url: "${composedAs}", import: ["@${name}"])`);
    if (composedAs) composed.push(name);
  }
  return { links: [...links], composed };
}

/** Whether a directive is one of a specification: imported, or under its name. */
function brings(link: ConstDirectiveNode, url: string, name: string): boolean {
  const spec = stringArgument(link, 'as')?.value ?? url.split('/').at(-2) ?? '';
  const imported = importsOf(link).some(({ name: own, as = own }) => as === `@${name}`);
  return imported || name === spec || name.startsWith(`${spec}__`);
}

/** Names of the directives that stand anywhere in a definition. */
export function directivesOn(definition: DefinitionNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(definition, {
    Directive: ({ name }) => {
      names.add(name.value);
    },
  });
  return names;
}

function argumentTypes(
  { schema, document }: ServiceModel,
  directive: string,
): readonly TypeDefinitionNode[] {
  const types = schema.getDirective(directive)?.args.map(({ type }) => type) ?? [];
  const names = closure(schema, types);
  return withKnownDefinitions(document).definitions.filter(
    (one): one is TypeDefinitionNode => isTypeDefinitionNode(one) && names.has(one.name.value),
  );
}
