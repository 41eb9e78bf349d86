import {
  Kind,
  OperationTypeNode,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type NameNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import { directive } from '../model/directive-values.js';

/** Holds each definition against what codegen can read. */
export function checkDefinitions(document: DocumentNode, reporter: Reporter): void {
  for (const definition of document.definitions) {
    checkForm(definition, reporter);
    checkReserved(definition, reporter);
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) checkConflicts(definition, reporter);
  }
}

const ROOTS: Readonly<Record<OperationTypeNode, string>> = {
  query: 'Query',
  mutation: 'Mutation',
  subscription: 'Subscription',
};

function checkForm(definition: DefinitionNode, reporter: Reporter): void {
  if (
    definition.kind === Kind.OPERATION_DEFINITION ||
    definition.kind === Kind.FRAGMENT_DEFINITION
  ) {
    reporter.at(
      'SDL_INVALID',
      definition,
      'An operation declares nothing.',
      'keep it beside the application that sends it: here stands what the service is',
    );
  }
  if (definition.kind === Kind.SCHEMA_DEFINITION) {
    for (const { operation, type } of definition.operationTypes) {
      if (type.name.value === ROOTS[operation]) continue;
      reporter.at(
        'EXTENSION_UNSUPPORTED',
        type,
        `The root type of ${operation} is ${type.name.value}.`,
        `name it ${ROOTS[operation]}: all services share the root types`,
      );
    }
  }
  const { kind } = definition;
  if (!kind.endsWith('TypeExtension') || !('name' in definition)) return;
  const name = definition.name?.value ?? '';
  reporter.at(
    'EXTENSION_UNSUPPORTED',
    definition,
    `${name} is extended; what stands in an extension is not read.`,
    Object.values(ROOTS).includes(name)
      ? `write \`type ${name}\`: each service adds to the root types by declaring them`
      : 'write it where the type is declared',
  );
}

const FEDERATIONS: ReadonlySet<string> = new Set(['_Entity', '_Any', '_Service', '_entities']);

function checkReserved(definition: DefinitionNode, reporter: Reporter): void {
  for (const name of namesIn(definition)) {
    const { value } = name;
    if (!FEDERATIONS.has(value) && !/^(?:federation|link|join|core)__/.test(value)) continue;
    reporter.at('NAME_RESERVED', name, `"${value}" belongs to federation.`, 'choose another name');
  }
}

function namesIn(definition: DefinitionNode): readonly NameNode[] {
  const own = 'name' in definition && definition.name !== undefined ? [definition.name] : [];
  const fields =
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'Query'
      ? (definition.fields ?? []).map(({ name }) => name)
      : [];
  return [...own, ...fields];
}

/** Pairs on one type of which each says what the other denies. */
const CONFLICTS: readonly (readonly [string, string, string])[] = [
  [
    'event',
    'key',
    'an event is a fact and is not loaded again: refer to an entity in a field of it',
  ],
  ['event', 'rejection', 'a rejection is answered and never published: write two types'],
  ['rejection', 'key', 'a rejection has no identity: refer to an entity in a field of it'],
];

function checkConflicts(type: ObjectTypeDefinitionNode, reporter: Reporter): void {
  for (const [one, other, hint] of CONFLICTS) {
    const second = later(directive(type, one), directive(type, other));
    if (second === undefined) continue;
    reporter.at(
      'DIRECTIVES_CONFLICT',
      second,
      `${type.name.value} cannot be marked both @${one} and @${other}.`,
      hint,
    );
  }
}

function later(
  one: DirectiveNode | undefined,
  other: DirectiveNode | undefined,
): DirectiveNode | undefined {
  if (one === undefined || other === undefined) return undefined;
  return (one.loc?.start ?? 0) < (other.loc?.start ?? 0) ? other : one;
}
