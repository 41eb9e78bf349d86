import { Kind, type DirectiveNode, type StringValueNode, type ValueNode } from 'graphql';

/** The value written for an argument of a directive. */
export function argumentNode(directive: DirectiveNode, name: string): ValueNode | undefined {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value;
}

/** A string argument of a directive; the rules of GraphQL have checked its type. */
export function stringArgument(
  directive: DirectiveNode,
  name: string,
): StringValueNode | undefined {
  const value = argumentNode(directive, name);
  return value?.kind === Kind.STRING ? value : undefined;
}

/** The directive of that name. */
export function directive(
  node: { readonly directives?: readonly DirectiveNode[] | undefined },
  name: string,
): DirectiveNode | undefined {
  return node.directives?.find((candidate) => candidate.name.value === name);
}
