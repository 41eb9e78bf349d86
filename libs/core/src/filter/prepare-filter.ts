import type {
  Comparison,
  Filter,
  FilterExpression,
  FilterOperand,
  FilterOperator,
} from './filter.js';
import { valueAt } from './value-at.js';

/** Whether an event is wanted, by its fields. */
export type Predicate = (event: Readonly<Record<string, unknown>>) => boolean;

/** A filter with the arguments of one subscription. */
export interface PreparedFilter {
  /** What every wanted event has: these values at these paths. Events can be looked up by them. */
  readonly equalities: readonly { readonly path: readonly string[]; readonly value: unknown }[];
  /** What else has to hold. @default nothing */
  readonly holds?: Predicate;
}

type Arguments = Readonly<Record<string, unknown>>;

/**
 * Compiles a filter for the arguments of one subscription. A comparison with an argument that was not
 * given, or is null, drops out: it is as if it were not written. A field that is null equals null alone,
 * and is neither smaller nor larger than anything.
 */
export function prepareFilter({ expression }: Filter, args: Arguments): PreparedFilter {
  const parts = expression.kind === 'and' ? expression.operands : [expression];
  const equalities: { path: readonly string[]; value: unknown }[] = [];
  const rest: FilterExpression[] = [];
  for (const part of parts) {
    const equality = equalityOf(part, args);
    if (equality === undefined) rest.push(part);
    else if (equality.value !== undefined) equalities.push(equality);
  }
  const holds = compile({ kind: 'and', operands: rest }, args);
  return { equalities, ...(holds && { holds }) };
}

/** `field = $argument` or `field = 'value'`; its value is undefined when it drops out. */
function equalityOf(
  part: FilterExpression,
  args: Arguments,
): { path: readonly string[]; value: unknown } | undefined {
  if (part.kind !== 'compare' || part.operator !== '=') return undefined;
  const [field, other] =
    part.left.kind === 'field' ? [part.left, part.right] : [part.right, part.left];
  if (field.kind !== 'field' || other.kind === 'field' || other.kind === 'list') return undefined;
  if (other.kind === 'literal') return { path: field.path, value: other.value };
  return { path: field.path, value: valueAt(args, other.path) ?? undefined };
}

/** Undefined when nothing is left of it. */
function compile(expression: FilterExpression, args: Arguments): Predicate | undefined {
  switch (expression.kind) {
    case 'compare':
      return comparison(expression, args);
    case 'not': {
      const operand = compile(expression.operand, args);
      return operand && ((event) => !operand(event));
    }
    case 'and':
    case 'or': {
      const operands = expression.operands
        .map((operand) => compile(operand, args))
        .filter((operand) => operand !== undefined);
      if (operands.length <= 1) return operands[0];
      return expression.kind === 'and'
        ? (event) => operands.every((holds) => holds(event))
        : (event) => operands.some((holds) => holds(event));
    }
  }
}

function comparison({ operator, left, right }: Comparison, args: Arguments): Predicate | undefined {
  const one = reader(left, args);
  const other = reader(right, args);
  if (!one || !other) return undefined;
  const holds = COMPARE[operator];
  return (event) => holds(one(event), other(event));
}

type Reader = (event: Readonly<Record<string, unknown>>) => unknown;

/** Reads an operand off an event; undefined when it is an argument that was not given. */
function reader(operand: FilterOperand, args: Arguments): Reader | undefined {
  switch (operand.kind) {
    case 'field':
      return (event) => valueAt(event, operand.path) ?? null;
    case 'literal':
      return () => operand.value;
    case 'argument': {
      const value = valueAt(args, operand.path) ?? undefined;
      return value === undefined ? undefined : () => value;
    }
    case 'list': {
      const items = operand.items.map((item) => reader(item, args));
      if (items.every((item) => item === undefined)) return undefined;
      return (event) => items.flatMap((item) => (item ? [item(event)] : []));
    }
  }
}

type Compare = (left: unknown, right: unknown) => boolean;

const COMPARE: Readonly<Record<FilterOperator, Compare>> = {
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => order(left, right) < 0,
  '<=': (left, right) => order(left, right) <= 0,
  '>': (left, right) => order(left, right) > 0,
  '>=': (left, right) => order(left, right) >= 0,
  IN: (left, right) => Array.isArray(right) && right.includes(left),
};

/** NaN, of which nothing holds, where the two have no order. Texts that have one are points in time. */
function order(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left !== 'string' || typeof right !== 'string') return Number.NaN;
  return Date.parse(left) - Date.parse(right);
}
