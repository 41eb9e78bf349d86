import {
  getNamedType,
  getNullableType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLType,
} from 'graphql';
import { didYouMean, type FilterOperand, type Place } from '@metamorphosis/core';
import { stringArgument } from '../model/directive-values.js';
import { fieldsOf, type KeyRoot } from '../model/key-path.js';
import { isPlaceholder } from '../model/placeholders.js';
import { directivesOf, isEntity } from '../model/type-queries.js';
import type { ReportFilter } from './check-filter.js';

/** What is known of a side of a comparison. */
export interface Compared {
  readonly place: Place;
  /** As a message names it. */
  readonly shown: string;
  /** Undefined for a value that the filter writes. */
  readonly type?: GraphQLNamedType;
  readonly literal?: string | number | boolean | null;
  readonly isList: boolean;
  readonly isNullable: boolean;
  /** Of a list that the filter writes. */
  readonly elements?: readonly Compared[];
}

/** Reads operands; undefined for one of which nothing is known, which is reported where it is a mistake. */
export function operandReader(
  field: GraphQLField<unknown, unknown>,
  to: GraphQLObjectType | GraphQLInterfaceType,
  report: ReportFilter,
): (operand: FilterOperand) => Compared | undefined {
  const args: KeyRoot = new Map(field.args.map(({ name, type }) => [name, type]));
  const read = (operand: FilterOperand): Compared | undefined => {
    switch (operand.kind) {
      case 'literal': {
        const { value } = operand;
        const shown = typeof value === 'string' ? `'${value}'` : String(value);
        return { place: operand, shown, literal: value, isList: false, isNullable: value === null };
      }
      case 'list': {
        const elements = operand.items.map(read);
        if (elements.some((one) => one === undefined)) return undefined;
        return {
          place: operand,
          shown: 'the list',
          isList: true,
          isNullable: false,
          elements: elements as readonly Compared[],
        };
      }
      case 'field':
        return follow(operand, operand.path, fieldsOf(to), {
          code: 'FILTER_FIELD_UNKNOWN',
          sign: '',
          owner: to.name,
          report,
        });
      case 'argument':
        return follow(operand, operand.path, args, {
          code: 'FILTER_ARGUMENT_UNKNOWN',
          sign: '$',
          owner: field.name,
          report,
        });
    }
  };
  return read;
}

interface Side {
  readonly code: 'FILTER_FIELD_UNKNOWN' | 'FILTER_ARGUMENT_UNKNOWN';
  readonly sign: string;
  readonly owner: string;
  readonly report: ReportFilter;
}

function follow(
  place: Place,
  path: readonly string[],
  root: KeyRoot,
  side: Side,
): Compared | undefined {
  let fields = root;
  let type: GraphQLType | undefined;
  let { owner } = side;
  let isList = false;
  let isNullable = false;
  for (const [index, name] of path.entries()) {
    type = fields.get(name);
    if (type === undefined) {
      unknown(place, path, index, { ...side, owner }, [...fields.keys()]);
      return undefined;
    }
    const named = getNamedType(type);
    if (isPlaceholder(named)) return undefined;
    isList ||= isListType(getNullableType(type));
    isNullable ||= !isNonNullType(type);
    owner = named.name;
    fields = isEntity(named) ? keyFieldsOf(named) : fieldsOf(type);
  }
  if (type === undefined) return undefined;
  const shown = `"${side.sign}${path.join('.')}" (${String(type)})`;
  return { place, shown, type: getNamedType(type), isList, isNullable };
}

function unknown(
  { start, end }: Place,
  path: readonly string[],
  index: number,
  { code, sign, owner, report }: Side,
  names: readonly string[],
): void {
  const name = path[index] ?? '';
  const before = path.slice(0, index).reduce((sum, one) => sum + one.length + 1, sign.length);
  const whole = (one: string): string =>
    `${sign}${[...path.slice(0, index), one, ...path.slice(index + 1)].join('.')}`;
  const what = sign === '' || index > 0 ? 'field' : 'argument';
  report(
    code,
    index === 0
      ? { start, end: start + sign.length + name.length }
      : { start: start + before, end },
    `${owner} has no ${what} "${name}".`,
    didYouMean(name, names, whole) ??
      (names.length === 0 ? `it has no ${what}s` : `there is ${names.map(whole).join(', ')}`),
  );
}

/** What records carry of an entity. */
function keyFieldsOf(type: GraphQLObjectType): KeyRoot {
  const [key] = directivesOf(type, 'key');
  const names = (key && stringArgument(key, 'fields')?.value.split(/[\s,]+/)) ?? [];
  return new Map([...fieldsOf(type)].filter(([name]) => names.includes(name)));
}
