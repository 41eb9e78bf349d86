import { parse, Source, type DefinitionNode, type DocumentNode } from 'graphql';
import { CACHE_DEFINITIONS, DIRECTIVE_DEFINITIONS } from '@metamorphosis/contract';
import { SCALAR_DEFINITIONS } from './scalars.js';

const FEDERATION_DEFINITIONS = /* GraphQL */ `
  scalar federation__FieldSet
  scalar federation__Scope
  scalar federation__Policy
  scalar link__Import
  enum link__Purpose {
    SECURITY
    EXECUTION
  }
  directive @link(
    url: String!
    as: String
    for: link__Purpose
    import: [link__Import]
  ) repeatable on SCHEMA
  directive @composeDirective(name: String!) repeatable on SCHEMA
  directive @key(
    fields: federation__FieldSet!
    resolvable: Boolean = true
  ) repeatable on OBJECT | INTERFACE
  directive @requires(fields: federation__FieldSet!) on FIELD_DEFINITION
  directive @provides(fields: federation__FieldSet!) on FIELD_DEFINITION
  directive @external on OBJECT | FIELD_DEFINITION
  directive @shareable repeatable on OBJECT | FIELD_DEFINITION
  directive @override(from: String!, label: String) on FIELD_DEFINITION
  directive @tag(
    name: String!
  ) repeatable on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION | SCHEMA
  directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
  directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @requiresScopes(
    scopes: [[federation__Scope!]!]!
  ) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @policy(
    policies: [[federation__Policy!]!]!
  ) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @cost(
    weight: Int!
  ) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(
    assumedSize: Int
    slicingArguments: [String!]
    sizedFields: [String!]
    requireOneSlicingArgument: Boolean = true
  ) on FIELD_DEFINITION
`;

/** Directives of federation that a subgraph imports, in the order in which imports are written. */
export const FEDERATION_DIRECTIVES = [
  'key',
  'shareable',
  'inaccessible',
  'external',
  'requires',
  'provides',
  'override',
  'tag',
  'authenticated',
  'requiresScopes',
  'policy',
  'cost',
  'listSize',
  'composeDirective',
] as const;

/** Says how long answers hold. The gateway reads it in the supergraph. */
export const CACHE_CONTROL = 'cacheControl';

/** Directives of this platform: codegen reads them, composition does not see them. */
export const OWN_DIRECTIVES: ReadonlySet<string> = new Set([
  'command',
  'event',
  'rejection',
  'subscribe',
  'constraint',
]);

/** Directives that stay with the author's file: composition knows none of them. */
export const UNCOMPOSED_DIRECTIVES: ReadonlySet<string> = new Set([...OWN_DIRECTIVES, 'oneOf']);

/** What every author's file may use without declaring it. */
export const KNOWN_DEFINITIONS: DocumentNode = parse(
  new Source(
    [FEDERATION_DEFINITIONS, DIRECTIVE_DEFINITIONS, CACHE_DEFINITIONS, SCALAR_DEFINITIONS].join(
      '\n',
    ),
    'definitions',
  ),
);

/** What of it a file may declare as well, by kind and name: scalars, and what other tools want declared. */
export const DECLARABLE: ReadonlySet<string> = new Set(
  parse(`${CACHE_DEFINITIONS}\n${SCALAR_DEFINITIONS}`).definitions.map(kindAndName),
);

/** What a definition declares, to find it again. */
export function kindAndName(definition: DefinitionNode): string {
  return `${definition.kind} ${'name' in definition ? (definition.name?.value ?? '') : ''}`;
}
