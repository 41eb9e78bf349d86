import { Kind, type ASTNode, type DocumentNode, type Location } from 'graphql';

/**
 * Takes from a valid document what says where it was written: each place holds on to all tokens of the text, which weigh
 * far more than what is made of them. Variables keep their lines: what is wrong with a value is told at its definition.
 */
export function forgetTokens(document: DocumentNode): void {
  forget(document, false);
}

function forget(value: unknown, isVariable: boolean): void {
  if (Array.isArray(value)) {
    for (const one of value) forget(one, isVariable);
    return;
  }
  if (!isNode(value)) return;
  const inside = isVariable || value.kind === Kind.VARIABLE_DEFINITION;
  const node = value as { loc?: Location | undefined };
  node.loc = inside && node.loc ? placeOf(node.loc) : undefined;
  for (const part of Object.values(value)) forget(part, inside);
}

function placeOf({ start, end, source }: Location): Location {
  return { start, end, source } as Location;
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
