import {
  KnownDirectivesRule,
  KnownTypeNamesRule,
  LoneSchemaDefinitionRule,
  PossibleTypeExtensionsRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueArgumentNamesRule,
  UniqueDirectiveNamesRule,
  UniqueDirectivesPerLocationRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueInputFieldNamesRule,
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
  type DocumentNode,
  type GraphQLError,
} from 'graphql';
// These and validateSDL have no public door; version 16 is pinned.
import { KnownArgumentNamesOnDirectivesRule } from 'graphql/validation/rules/KnownArgumentNamesRule.js';
import { ProvidedRequiredArgumentsOnDirectivesRule } from 'graphql/validation/rules/ProvidedRequiredArgumentsRule.js';
import { validateSDL } from 'graphql/validation/validate.js';
import type { DiagnosticCode } from '../diagnostics/diagnostic.js';

type Rule = NonNullable<Parameters<typeof validateSDL>[2]>[number];

/** The rules of GraphQL for SDL, each with the code of those who break it. */
const RULES: readonly (readonly [Rule, DiagnosticCode])[] = [
  [LoneSchemaDefinitionRule, 'DECLARED_TWICE'],
  [UniqueOperationTypesRule, 'DECLARED_TWICE'],
  [UniqueTypeNamesRule, 'DECLARED_TWICE'],
  [UniqueEnumValueNamesRule, 'DECLARED_TWICE'],
  [UniqueFieldDefinitionNamesRule, 'DECLARED_TWICE'],
  [UniqueArgumentDefinitionNamesRule, 'DECLARED_TWICE'],
  [UniqueDirectiveNamesRule, 'DECLARED_TWICE'],
  [KnownTypeNamesRule, 'TYPE_UNKNOWN'],
  [KnownDirectivesRule, 'DIRECTIVE_UNKNOWN'],
  [UniqueDirectivesPerLocationRule, 'DIRECTIVE_REPEATED'],
  [PossibleTypeExtensionsRule, 'EXTENSION_UNSUPPORTED'],
  [KnownArgumentNamesOnDirectivesRule, 'ARGUMENT_UNKNOWN'],
  [UniqueArgumentNamesRule, 'DECLARED_TWICE'],
  [UniqueInputFieldNamesRule, 'DECLARED_TWICE'],
  [ProvidedRequiredArgumentsOnDirectivesRule, 'ARGUMENT_MISSING'],
];

/** After these a schema still says enough to look for further mistakes. */
const BEARABLE: ReadonlySet<DiagnosticCode> = new Set([
  'TYPE_UNKNOWN',
  'DIRECTIVE_UNKNOWN',
  'DIRECTIVE_MISPLACED',
  'DIRECTIVE_REPEATED',
  'ARGUMENT_UNKNOWN',
  'ARGUMENT_MISSING',
]);

/** A rule of GraphQL that SDL breaks. */
export interface BrokenRule {
  readonly code: DiagnosticCode;
  readonly error: GraphQLError;
  /** Whether it is worth while to look for more. */
  readonly bearable: boolean;
}

/** Holds SDL against the rules of GraphQL. */
export function brokenRules(document: DocumentNode): readonly BrokenRule[] {
  return RULES.flatMap(([rule, code]) =>
    validateSDL(document, undefined, [rule]).map((error) => {
      const misplaced = code === 'DIRECTIVE_UNKNOWN' && error.message.includes(' may not be used ');
      const precise = misplaced ? 'DIRECTIVE_MISPLACED' : code;
      return { code: precise, error, bearable: BEARABLE.has(precise) };
    }),
  );
}

/** The code of what `validateSchema` says; it names its rules by its messages alone. */
export function codeOfSchemaError(message: string): DiagnosticCode {
  return SCHEMA_MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? 'SDL_INVALID';
}

const SCHEMA_MESSAGES: readonly (readonly [RegExp, DiagnosticCode])[] = [
  [/must define one or more|must include one or more|must define at least/, 'TYPE_EMPTY'],
  [/must be (?:Output|Input) Type/, 'TYPE_DIRECTION'],
  [/^(?:Interface field|Type .* must implement|Type .* cannot implement)/, 'INTERFACE_UNFULFILLED'],
  [/must only implement Interface|can only implement/, 'INTERFACE_UNFULFILLED'],
  [/^Interface field argument|^Object field/, 'INTERFACE_UNFULFILLED'],
  [/^Cannot reference Input Object/, 'INPUT_CIRCULAR'],
  [/OneOf/, 'ONE_OF_FIELD_REQUIRED'],
  [/must not begin with "__"/, 'NAME_RESERVED'],
];
