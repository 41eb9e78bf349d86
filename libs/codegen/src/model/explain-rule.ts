import { Kind, type DirectiveDefinitionNode, type DocumentNode, type GraphQLError } from 'graphql';
import { didYouMean } from '@metamorphosis/core';
import type { DiagnosticCode } from '../diagnostics/diagnostic.js';
import type { Neighbours } from './neighbours.js';

/** What to tell an author of a broken rule: what GraphQL says, and what to write instead. */
export interface Explanation {
  readonly message: string;
  readonly hint?: string;
}

/** Says in the author's words what GraphQL found, and what to write instead where that can be told. */
export function explain(
  code: DiagnosticCode,
  error: GraphQLError,
  document?: DocumentNode,
  neighbours?: Neighbours,
): Explanation {
  const [message, suggestion] = splitSuggestion(error.message);
  const hint =
    foreignEntity(code, message, neighbours) ??
    suggestion ??
    (document && documentHint(code, message, definitionsIn(document))) ??
    HINTS[code];
  const worded = code === 'TYPE_EMPTY' ? emptyType(message) : message;
  return hint === undefined ? { message: worded } : { message: worded, hint };
}

/** What to write instead where a file is no SDL; `before` is what stands before the mistake. */
export function syntaxHint(message: string, before: string): string {
  const next = UNCLOSED.exec(before)?.[1];
  if (next !== undefined) return `close what stands before \`${next}\` with "}"`;
  if (message.startsWith('Name "')) return 'choose another name: true, false and null are values';
  if (message.startsWith('Unterminated string')) return 'close it with a quote in the same line';
  const unexpected = /^Unexpected Name "(\w+)"/.exec(message)?.[1];
  const keyword = unexpected === undefined ? undefined : didYouMean(unexpected, KEYWORDS);
  if (keyword !== undefined) return keyword;
  const [, wanted, found] = /^Expected (.+), found (.+)\.$/.exec(message) ?? [];
  return wanted === undefined || found === undefined
    ? 'look for a bracket or a quote that is missing before it'
    : `write ${wanted === 'Name' ? 'a name' : wanted} before ${found === '<EOF>' ? 'the end of the file' : found}`;
}

const KEYWORDS = 'type input enum union interface scalar directive schema extend'.split(' ');

/** A definition that begins its line where a field, or a value of an enum, was read: the one above was not closed. */
const UNCLOSED = new RegExp(`\\n((?:${KEYWORDS.join('|')})(?: +\\w+)?)\\s*$`);

const HINTS: Partial<Readonly<Record<DiagnosticCode, string>>> = {
  SDL_INVALID: 'the specification of GraphQL says what is allowed: spec.graphql.org',
  DECLARED_TWICE: 'remove one of the two, or choose another name',
  TYPE_EMPTY: 'write at least one, between braces',
  TYPE_DIRECTION:
    'declare an `input` for what callers send, and a `type` for what is answered or published',
  INTERFACE_UNFULFILLED: 'write the field as the interface has it, or leave the interface out',
  INPUT_CIRCULAR: 'leave the ! away at one of these fields',
  ONE_OF_FIELD_REQUIRED: 'callers write exactly one field of it: leave ! and default away',
  DIRECTIVE_REPEATED: 'remove one of the two',
  ARGUMENT_MISSING: 'write it between the parentheses of the directive',
  NAME_RESERVED: 'choose a name that does not begin with two underscores',
  EXTENSION_UNSUPPORTED: 'declare the type in this file: extensions of other types are not read',
};

function documentHint(
  code: DiagnosticCode,
  message: string,
  definitions: ReadonlyMap<string, DirectiveDefinitionNode>,
): string | undefined {
  const named = nameIn(message);
  if (code === 'TYPE_UNKNOWN') return 'declare it here: each file declares all that it uses';
  if (code === 'DIRECTIVE_UNKNOWN') {
    const names = [...definitions.keys()];
    return (
      didYouMean(named, names, (name) => `@${name}`) ??
      'declare it with `directive @... on ...`, or remove it'
    );
  }
  if (code === 'DIRECTIVE_MISPLACED') {
    const places = definitions.get(named)?.locations ?? [];
    return `@${named} stands on ${places.map(({ value }) => PLACES[value] ?? value).join(', ')}`;
  }
  if (code === 'ARGUMENT_UNKNOWN') {
    const takes = definitions.get(/"@(\w+)"/.exec(message)?.[1] ?? '')?.arguments ?? [];
    return takes.length === 0
      ? 'it takes no arguments'
      : `it takes ${takes.map(({ name }) => name.value).join(', ')}`;
  }
  return undefined;
}

function foreignEntity(
  code: DiagnosticCode,
  message: string,
  neighbours: Neighbours | undefined,
): string | undefined {
  const entity = code === 'TYPE_UNKNOWN' && neighbours?.entities.get(nameIn(message));
  return entity
    ? `it is an entity of ${entity.path}; to refer to it, write here: ${entity.reference}`
    : undefined;
}

function nameIn(message: string): string {
  return /"@?(\w+)"/.exec(message)?.[1] ?? '';
}

const PLACES: Readonly<Record<string, string>> = {
  SCHEMA: '`extend schema`',
  SCALAR: 'a scalar',
  OBJECT: 'a type',
  FIELD_DEFINITION: 'a field of a type',
  ARGUMENT_DEFINITION: 'an argument',
  INTERFACE: 'an interface',
  UNION: 'a union',
  ENUM: 'an enum',
  ENUM_VALUE: 'a value of an enum',
  INPUT_OBJECT: 'an input',
  INPUT_FIELD_DEFINITION: 'a field of an input',
};

function definitionsIn(document: DocumentNode): ReadonlyMap<string, DirectiveDefinitionNode> {
  return new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.DIRECTIVE_DEFINITION
        ? [[definition.name.value, definition] as const]
        : [],
    ),
  );
}

function splitSuggestion(message: string): [string, string | undefined] {
  const at = message.indexOf(' Did you mean ');
  if (at < 0) return [message, undefined];
  return [message.slice(0, at), `did you mean ${message.slice(at + ' Did you mean '.length)}`];
}

/** GraphQL tells what must be there; an author looks for what is missing. */
function emptyType(message: string): string {
  const found =
    /^(?:Input Object |Union |Enum )?[Tt]ype (\w+) must (?:define|include) one or more (.+)\.$/.exec(
      message,
    );
  return found === null ? message : `${found[1] ?? ''} has no ${found[2] ?? ''}.`;
}
