import {
  isEnumType,
  isLeafType,
  type DirectiveNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type StringValueNode,
} from 'graphql';
import {
  comparisonsOf,
  didYouMean,
  FilterSyntaxError,
  parseFilter,
  type Comparison,
  type Filter,
  type Place,
} from '@metamorphosis/core';
import type { DiagnosticCode } from '../diagnostics/diagnostic.js';
import type { Reporter } from '../diagnostics/reporter.js';
import { spanInString } from '../diagnostics/string-span.js';
import { stringArgument } from '../model/directive-values.js';
import type { FieldModel } from '../model/service-model.js';
import { familyOf, isOrdered, literalFits } from './filter-families.js';
import { operandReader, type Compared } from './filter-operands.js';

/** Reports a mistake at a place of the filter. */
export type ReportFilter = (
  code: DiagnosticCode,
  place: Place,
  message: string,
  hint?: string,
) => void;

/**
 * Checks the `filter` of a subscription against its event and its arguments. Answers the names of the
 * arguments that the filter mentions: what they mean is its business.
 */
export function checkFilter(
  field: FieldModel,
  marked: DirectiveNode,
  to: GraphQLObjectType | GraphQLInterfaceType,
  reporter: Reporter,
): ReadonlySet<string> {
  const written = stringArgument(marked, 'filter');
  if (written === undefined) return new Set();
  const report = reporterFor(written, reporter);
  const filter = parsed(written, report);
  // What it would have meant is not known: nothing of the arguments is held against the event.
  if (filter === undefined) return new Set(field.field.args.map(({ name }) => name));
  const read = operandReader(field.field, to, report);
  for (const comparison of comparisonsOf(filter.expression)) {
    const left = read(comparison.left);
    const right = read(comparison.right);
    if (left && right) checkComparison(comparison, left, right, report);
  }
  return filter.argumentNames;
}

function reporterFor(written: StringValueNode, reporter: Reporter): ReportFilter {
  return (code, { start, end }, message, hint) =>
    reporter.span(code, spanInString(written, start, Math.max(end, start + 1)), message, hint);
}

function parsed({ value }: StringValueNode, report: ReportFilter): Filter | undefined {
  try {
    return parseFilter(value);
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    report('FILTER_SYNTAX', error, error.message, error.hint);
    return undefined;
  }
}

function checkComparison(
  { operator, left, right, ...place }: Comparison,
  one: Compared,
  other: Compared,
  report: ReportFilter,
): void {
  const mismatch = (at: Place, message: string, hint?: string): void =>
    report('FILTER_TYPE_MISMATCH', at, message, hint);
  const isIn = operator === 'IN';
  if (one.isList) {
    return mismatch(left, `${one.shown} is a list.`, 'a list stands behind IN');
  }
  if (other.isList !== isIn) {
    return other.isList
      ? mismatch(right, `${other.shown} is a list.`, 'compare with a list by IN')
      : mismatch(
          right,
          `${other.shown} is no list.`,
          'IN looks into a list; compare with one value by =',
        );
  }
  for (const [operand, { shown, type }] of [
    [left, one],
    [right, other],
  ] as const) {
    if (type === undefined || isLeafType(type)) continue;
    return mismatch(
      operand,
      `${shown} is an object, ${type.name}.`,
      'write a path to one of its fields',
    );
  }
  const elements = other.elements ?? [other];
  for (const element of elements) {
    if (!fits(one, element, mismatch)) {
      return mismatch(
        place,
        `${one.shown} cannot be compared with ${element.shown}.`,
        'numbers go with numbers, ID with String, all else with its own type',
      );
    }
  }
  if (operator === '=' || operator === '!=' || isIn) return;
  const unordered = [one, other].find(({ type }) => type !== undefined && !isOrdered(type));
  if (!unordered) return;
  mismatch(
    place,
    `${unordered.shown} has no order.`,
    'only numbers, DateTime and Date are smaller or larger; compare by =, != or IN',
  );
}

/** True also for what was reported already. */
function fits(
  one: Compared,
  other: Compared,
  mismatch: (at: Place, message: string, hint?: string) => void,
): boolean {
  if (one.type && other.type) return familyOf(one.type) === familyOf(other.type);
  const [typed, literal] = one.type ? [one, other] : [other, one];
  if (!typed.type) return typeof one.literal === typeof other.literal;
  if (literal.literal === null) return typed.isNullable;
  if (isEnumType(typed.type) && typeof literal.literal === 'string') {
    const names = typed.type.getValues().map(({ name }) => name);
    if (names.includes(literal.literal)) return true;
    const hint = didYouMean(literal.literal, names) ?? `its values are ${names.join(', ')}`;
    mismatch(literal.place, `${typed.type.name} has no value "${literal.literal}".`, hint);
    return true;
  }
  return literalFits(typed.type, literal.literal);
}
