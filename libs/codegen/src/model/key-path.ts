import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLType,
  type StringValueNode,
} from 'graphql';
import { didYouMean } from '@metamorphosis/core';
import type { Reporter, Span } from '../diagnostics/reporter.js';
import { spanInString } from '../diagnostics/string-span.js';
import { isPlaceholder } from './placeholders.js';
import { scalarFacts } from './scalars.js';
import type { KeyPath } from './service-model.js';

/** Where a key path starts: the arguments of a command, or the fields of an event. */
export type KeyRoot = ReadonlyMap<string, GraphQLType>;

/** Follows a key path; undefined when it leads nowhere usable, which is then reported. */
export function resolveKeyPath(
  path: StringValueNode,
  root: KeyRoot,
  reporter: Reporter,
): KeyPath | undefined {
  const segments = path.value.split('.');
  let fields: KeyRoot = root;
  let type: GraphQLType | undefined;
  for (const [index, segment] of segments.entries()) {
    const here = spanOfSegment(path, segments, index);
    type = fields.get(segment);
    if (type === undefined) {
      reportUnknown(segments, index, fields, here, reporter);
      return undefined;
    }
    if (isPlaceholder(getNamedType(type))) return undefined;
    const trouble = unusable(type, index === segments.length - 1);
    if (trouble !== undefined) {
      const upTo = segments.slice(0, index + 1).join('.');
      reporter.span('KEY_PATH_UNUSABLE', here, `"${upTo}" is ${trouble.what}.`, trouble.hint);
      return undefined;
    }
    fields = fieldsOf(type);
  }
  const named = type === undefined ? undefined : getNamedType(type);
  const isNumber = named !== undefined && scalarFacts(named.name)?.key === 'number';
  return { segments, isString: !isNumber };
}

/** The fields of an input or object type, with their types. */
export function fieldsOf(type: GraphQLType): KeyRoot {
  const named = getNamedType(type);
  if (!isInputObjectType(named) && !isObjectType(named) && !isInterfaceType(named)) {
    return new Map();
  }
  const fields: readonly { readonly name: string; readonly type: GraphQLType }[] = Object.values(
    named.getFields(),
  );
  return new Map(fields.map(({ name, type: fieldType }) => [name, fieldType]));
}

function unusable(
  type: GraphQLType,
  last: boolean,
): { readonly what: string; readonly hint: string } | undefined {
  const inner = getNullableType(type);
  if (isListType(inner)) {
    return { what: 'a list', hint: 'write a path to one value: every record has one key' };
  }
  if (!isNonNullType(type)) {
    return {
      what: `of the nullable type ${String(type)}`,
      hint: `write ${String(type)}! for its type: every record needs a key`,
    };
  }
  const leaf = isScalarType(inner) || isEnumType(inner);
  if (last && !leaf) {
    const names = [...fieldsOf(inner).keys()];
    const [first] = names;
    return {
      what: `an object, ${String(inner)}`,
      hint: `write a path to one of its fields${first === undefined ? '' : `, like ".${first}"`}`,
    };
  }
  if (last && isScalarType(inner) && scalarFacts(inner.name)?.key === undefined) {
    return { what: `of type ${inner.name}`, hint: 'write a path to an ID, a String or an Int' };
  }
  return undefined;
}

function reportUnknown(
  segments: readonly string[],
  index: number,
  fields: KeyRoot,
  here: Span,
  reporter: Reporter,
): void {
  const parent = segments.slice(0, index).join('.');
  const whole = (name: string) =>
    [...segments.slice(0, index), name, ...segments.slice(index + 1)].join('.');
  const names = [...fields.keys()];
  const where = parent === '' ? 'here' : `in "${parent}"`;
  const hint =
    (segments[index] ? didYouMean(segments[index], names, whole) : undefined) ??
    (names.length === 0
      ? 'there is nothing to choose from'
      : `there is ${names.map((name) => `"${name}"`).join(', ')}`);
  reporter.span(
    'KEY_PATH_UNKNOWN',
    here,
    `"${segments[index] ?? ''}" does not exist ${where}.`,
    hint,
  );
}

function spanOfSegment(path: StringValueNode, segments: readonly string[], index: number): Span {
  const start = segments.slice(0, index).reduce((sum, segment) => sum + segment.length + 1, 0);
  return spanInString(path, start, start + (segments[index]?.length ?? 1));
}
