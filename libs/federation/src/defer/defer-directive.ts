import { Kind, type DirectiveNode, type SelectionNode, type ValueNode } from 'graphql';

/** The directive that lets a fragment come later. */
export const DEFER = 'defer';
/** Its counterpart for lists, which is not served. */
export const STREAM = 'stream';

/** A selection's `@defer`, if it has one. */
export function deferOf({ directives }: SelectionNode): DirectiveNode | undefined {
  return directives?.find(({ name }) => name.value === DEFER);
}

/** An argument of a directive, as the document has it. */
export function argumentOf(
  { arguments: given = [] }: DirectiveNode,
  argument: 'label' | 'if',
): ValueNode | undefined {
  return given.find(({ name }) => name.value === argument)?.value;
}

/** Whether a `@defer` may hold: no constant switches it off. */
export function mayDefer(directive: DirectiveNode): boolean {
  const value = argumentOf(directive, 'if');
  return !(value?.kind === Kind.BOOLEAN && !value.value);
}

/** What a `@defer` is called, where the document says so. */
export function labelOf(directive: DirectiveNode): string | undefined {
  const value = argumentOf(directive, 'label');
  return value?.kind === Kind.STRING ? value.value : undefined;
}
