/** A stretch of a filter's text: offsets, the end exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** What is compared. */
export type FilterOperand = Place &
  (
    | { readonly kind: 'field' | 'argument'; readonly path: readonly [string, ...string[]] }
    | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
    | { readonly kind: 'list'; readonly items: readonly FilterOperand[] }
  );

/** How two values are compared; the right side of IN is a list. */
export type FilterOperator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'IN';

/** Two values and how they are compared. */
export interface Comparison extends Place {
  readonly kind: 'compare';
  readonly operator: FilterOperator;
  readonly left: FilterOperand;
  readonly right: FilterOperand;
}

/** A condition over an event's fields and a subscription's arguments. */
export type FilterExpression =
  | Comparison
  | { readonly kind: 'not'; readonly operand: FilterExpression }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly FilterExpression[] };

/** A filter that was read. */
export interface Filter {
  readonly text: string;
  readonly expression: FilterExpression;
  /** Names of the arguments that it mentions. */
  readonly argumentNames: ReadonlySet<string>;
}

/** All comparisons of an expression, in the order in which they stand. */
export function comparisonsOf(expression: FilterExpression): readonly Comparison[] {
  if (expression.kind === 'compare') return [expression];
  if (expression.kind === 'not') return comparisonsOf(expression.operand);
  return expression.operands.flatMap(comparisonsOf);
}

/** The operands of a comparison, those inside of lists too. */
export function operandsOf({ left, right }: Comparison): readonly FilterOperand[] {
  const inside = (one: FilterOperand): readonly FilterOperand[] =>
    one.kind === 'list' ? [one, ...one.items.flatMap(inside)] : [one];
  return [...inside(left), ...inside(right)];
}
