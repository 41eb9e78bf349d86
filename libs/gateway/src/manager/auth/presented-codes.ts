import {
  getOperationAST,
  Kind,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '@metamorphosis/federation';

/** The argument that every root field of the manager takes. */
export const AUTH_CODE_ARGUMENT = 'authCode';

/** What an operation says of codes. */
export interface PresentedCodes {
  /** Every code that a root field was given. */
  readonly codes: readonly string[];
  /** Whether each of its root fields was given one (`__typename`, `__schema` and `__type` cannot be). */
  readonly complete: boolean;
}

/** Finds the codes in the arguments of an operation's root fields; works on documents that are not valid, too. */
export function presentedCodes(
  document: DocumentNode,
  operationName: string | undefined,
  variables: Readonly<Record<string, unknown>>,
): PresentedCodes {
  const operation = getOperationAST(document, operationName);
  if (!operation) return { codes: [], complete: false };
  const fields = rootFields(document, operation.selectionSet).filter(
    ({ name }) => !name.value.startsWith('__'),
  );
  const given = fields.map((field) => codeOf(field, operation, variables));
  return {
    codes: given.filter((code) => code !== undefined),
    complete: given.length > 0 && given.every((code) => code !== undefined),
  };
}

function codeOf(
  field: FieldNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): string | undefined {
  const argument = field.arguments?.find(({ name }) => name.value === AUTH_CODE_ARGUMENT);
  return argument && textOf(argument.value, operation, variables);
}

function textOf(
  value: ArgumentNode['value'],
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): string | undefined {
  if (value.kind === Kind.STRING) return value.value;
  if (value.kind !== Kind.VARIABLE) return undefined;
  const name = value.name.value;
  if (Object.hasOwn(variables, name)) {
    const sent = variables[name];
    return typeof sent === 'string' ? sent : undefined;
  }
  const { defaultValue } = variableDefinitions.find((v) => v.variable.name.value === name) ?? {};
  return defaultValue?.kind === Kind.STRING ? defaultValue.value : undefined;
}

/** The fields at the root, through fragments. Conditions do not count: a skipped field needs its code as well. */
function rootFields(document: DocumentNode, selections: SelectionSetNode): readonly FieldNode[] {
  const fragments = fragmentsOf(document);
  const spread = new Set<string>();
  const fields: FieldNode[] = [];
  const collect = ({ selections: parts }: SelectionSetNode): void => {
    for (const part of parts) {
      if (part.kind === Kind.FIELD) fields.push(part);
      else if (part.kind === Kind.INLINE_FRAGMENT) collect(part.selectionSet);
      else if (!spread.has(part.name.value)) {
        spread.add(part.name.value);
        const fragment = fragments.get(part.name.value);
        if (fragment) collect(fragment.selectionSet);
      }
    }
  };
  collect(selections);
  return fields;
}
