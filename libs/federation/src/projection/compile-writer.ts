import {
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import type { Variables } from '../engine/engine.js';
import type { Json } from '../plan/run.js';
import { collectFields, type ConditionalSelections, type FieldMention } from './collect-fields.js';
import { runtimeType, typeNameOf, type ProjectionSource } from './compile-projection.js';
import { ALWAYS, anyOf } from './conditions.js';
import { compileLeafWriter } from './leaf-writer.js';

/**
 * Writes the same answer as a projector, as JSON text and faster, if there is nothing to report.
 * Undefined when something breaks the schema or is missing: the projector then finds out what and
 * where, for a writer keeps no account of places.
 */
export type Writer = (value: unknown, variables: Variables) => string | undefined;

/** Compiles the answer's text for a selection on a root type. */
export function compileWriter(
  source: ProjectionSource,
  type: GraphQLObjectType,
  selectionSet: SelectionSetNode,
): Writer {
  return compileObject(source, type, [{ selectionSet, condition: ALWAYS }]);
}

const never: Writer = () => undefined;

interface WrittenField {
  /** Its name as JSON, with the colon. */
  readonly label: string;
  readonly key: string;
  readonly included: ((variables: Variables) => boolean) | undefined;
  readonly write: Writer;
}

function compileObject(
  source: ProjectionSource,
  type: GraphQLObjectType | GraphQLInterfaceType,
  selections: readonly ConditionalSelections[],
): Writer {
  const fields = [...collectFields(source, type, selections)].map(([responseName, mentions]) =>
    compileField(source, type, responseName, mentions),
  );
  // Names given apart may be one to the client; which value wins is the projector's business.
  if (new Set(fields.map(({ label }) => label)).size < fields.length) return never;
  return fields.some(({ included }) => included) ? writeSome(fields) : writeAll(fields);
}

/** Writes an object all of whose fields are always included: what stands around their values is known beforehand. */
function writeAll(fields: readonly WrittenField[]): Writer {
  const written = fields.map(({ label, key, write }, i) => ({
    before: `${i === 0 ? '{' : ','}${label}`,
    key,
    write,
  }));
  return (value, variables) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const object = value as Json;
    let out = '';
    for (let i = 0; i < written.length; i += 1) {
      const { before, key, write } = written[i] as (typeof written)[number];
      const text = write(object[key], variables);
      if (text === undefined) return undefined;
      out += before + text;
    }
    return out === '' ? '{}' : out + '}';
  };
}

function writeSome(fields: readonly WrittenField[]): Writer {
  return (value, variables) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const object = value as Json;
    let out = '';
    for (const { label, key, included, write } of fields) {
      if (included !== undefined && !included(variables)) continue;
      const text = write(object[key], variables);
      if (text === undefined) return undefined;
      out += (out === '' ? '{' : ',') + label + text;
    }
    return out === '' ? '{}' : out + '}';
  };
}

function compileField(
  source: ProjectionSource,
  parent: GraphQLObjectType | GraphQLInterfaceType,
  responseName: string,
  mentions: readonly FieldMention[],
): WrittenField {
  const [first] = mentions as [FieldMention];
  const field = first.node.name.value;
  const base = {
    label: `${JSON.stringify(source.outputName(responseName))}:`,
    key: source.sourceKey(first),
    included: anyOf(mentions.map(({ condition }) => condition)),
  };
  if (field === '__typename') {
    const name = JSON.stringify(parent.name);
    return { ...base, write: isObjectType(parent) ? () => name : never };
  }
  // The projector says what is not told.
  if (source.denials?.ofField(parent.name, field)) return { ...base, write: never };
  const definition = parent.getFields()[field];
  // Introspection is answered by graphql-js, and put in by the projector.
  if (!definition) return { ...base, write: never };
  const selections = mentions.flatMap(({ node, condition }) =>
    node.selectionSet ? [{ selectionSet: node.selectionSet, condition }] : [],
  );
  return { ...base, write: compilePosition(source, definition.type, selections) };
}

function compilePosition(
  source: ProjectionSource,
  type: GraphQLOutputType,
  selections: readonly ConditionalSelections[],
): Writer {
  if (isNonNullType(type)) {
    // All writers of values refuse what is no value of their type, and null is none.
    return compileValue(source, type.ofType, selections);
  }
  const write = compileValue(source, type, selections);
  return (value, variables) =>
    value === null || value === undefined ? 'null' : write(value, variables);
}

function compileValue(
  source: ProjectionSource,
  type: GraphQLOutputType,
  selections: readonly ConditionalSelections[],
): Writer {
  if (isListType(type)) return writeList(compilePosition(source, type.ofType, selections));
  if (isLeafType(type)) return compileLeafWriter(type);
  if (isObjectType(type)) {
    // Compiled when first met: documents may select far more than answers hold.
    let write: Writer | undefined;
    return (value, variables) =>
      (write ??= compileObject(source, type, selections))(value, variables);
  }
  return writeAbstract(source, type, selections);
}

function writeList(item: Writer): Writer {
  return (value, variables) => {
    if (!Array.isArray(value)) return undefined;
    let out = '';
    for (let i = 0; i < value.length; i += 1) {
      const text = item(value[i], variables);
      if (text === undefined) return undefined;
      out += (i === 0 ? '[' : ',') + text;
    }
    return out === '' ? '[]' : out + ']';
  };
}

function writeAbstract(
  source: ProjectionSource,
  type: GraphQLAbstractType,
  selections: readonly ConditionalSelections[],
): Writer {
  const writers = new Map<string, Writer>();
  return (value, variables) => {
    if (typeof value !== 'object' || value === null) return undefined;
    const name = typeNameOf(source, type, value as Json);
    if (name === undefined) return undefined;
    let write = writers.get(name);
    if (write === undefined) {
      const runtime = runtimeType(source, type, name);
      if (!runtime) return undefined;
      write = source.denials?.ofType(runtime.name)
        ? never
        : compileObject(source, runtime, selections);
      writers.set(name, write);
    }
    return write(value, variables);
  };
}
