import {
  buildASTSchema,
  getNamedType,
  isEnumType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  print,
  typeFromAST,
  valueFromAST,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  type ValueNode,
} from 'graphql';
import { didYouMean } from '@metamorphosis/core';
import type { Reporter } from '../diagnostics/reporter.js';
import { KNOWN_DEFINITIONS } from '../model/known-directives.js';
import { isPlaceholder } from '../model/placeholders.js';

const KNOWN = buildASTSchema(KNOWN_DEFINITIONS);

/** Reports arguments of directives that are no values of their types: GraphQL's rules for SDL do not. */
export function checkDirectiveArguments(document: DocumentNode, reporter: Reporter): void {
  visit(document, { Directive: (node) => checkDirective(node, reporter) });
}

/** Reports defaults that are no values of their types: a query that omits them would be answered as if there were none. */
export function checkDefaults(
  document: DocumentNode,
  schema: GraphQLSchema,
  reporter: Reporter,
): void {
  visit(document, {
    InputValueDefinition: (node) => checkDefault(node, schema, reporter),
  });
}

function checkDirective(node: DirectiveNode, reporter: Reporter): void {
  const known = KNOWN.getDirective(node.name.value);
  for (const { name, value } of node.arguments ?? []) {
    const type = known?.args.find((argument) => argument.name === name.value)?.type;
    const wrong = type === undefined ? undefined : firstWrong(value, type);
    if (wrong === undefined) continue;
    reporter.at(
      'ARGUMENT_INVALID',
      wrong.node,
      `${name.value} of @${node.name.value} is ${String(wrong.type)}, not ${print(wrong.node)}.`,
      hintFor(wrong),
    );
  }
}

function checkDefault(
  { name, type: written, defaultValue }: InputValueDefinitionNode,
  schema: GraphQLSchema,
  reporter: Reporter,
): void {
  if (defaultValue === undefined) return;
  const type = typeFromAST(schema, written as never) as unknown;
  if (!isInputType(type) || isPlaceholder(getNamedType(type))) return;
  const wrong = firstWrong(defaultValue, type);
  if (wrong === undefined) return;
  reporter.at(
    'DEFAULT_INVALID',
    wrong.node,
    `${name.value} is ${String(wrong.type)}, and cannot be ${print(wrong.node)}.`,
    hintFor(wrong),
  );
}

interface Wrong {
  readonly node: ValueNode;
  readonly type: GraphQLInputType;
}

/** The innermost value that is none of its type. */
function firstWrong(node: ValueNode, type: GraphQLInputType): Wrong | undefined {
  if (valueFromAST(node, type) !== undefined) return undefined;
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner) && node.kind === Kind.LIST) {
    for (const item of node.values) {
      const wrong = firstWrong(item, inner.ofType);
      if (wrong !== undefined) return wrong;
    }
  }
  return { node, type };
}

function hintFor({ node, type }: Wrong): string {
  const named = getNamedType(type);
  if (isEnumType(named)) {
    const values = named.getValues().map(({ name }) => name);
    return didYouMean(print(node), values) ?? `write one of ${values.join(', ')}`;
  }
  if (named.name === 'Int' && node.kind === Kind.INT) {
    return 'write a number from -2147483648 to 2147483647';
  }
  return WRITE[named.name] ?? `write a value of ${named.name}`;
}

const WRITE: Readonly<Record<string, string>> = {
  Int: 'write a whole number, without quotes',
  Float: 'write a number, without quotes',
  Boolean: 'write true or false, without quotes',
  String: 'write it in quotes',
  ID: 'write it in quotes',
};
