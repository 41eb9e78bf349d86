import {
  getNamedType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLInterfaceType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Denials } from '../authorization/operation-access.js';
import type { Json } from '../plan/run.js';
import {
  collectFields,
  type ConditionalSelections,
  type DeferredSelections,
  type FieldMention,
} from './collect-fields.js';
import { ALWAYS, anyOf } from './conditions.js';
import { compileLeaf } from './leaf.js';
import type { ProjectionState } from './projection-state.js';

/** What a projection is compiled from. */
export interface ProjectionSource {
  readonly schema: GraphQLSchema;
  /** Whether a subgraph may give an interface's name as the type of an object, for it knows no better. */
  readonly isInterfaceObject: (name: string) => boolean;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** What is not told to the callers that it is for. @default everything is */
  readonly denials?: Denials;
  /** The name under which a response name appears in the output. */
  readonly outputName: (responseName: string) => string;
  /** The property of the source object that holds a field. */
  readonly sourceKey: (mention: FieldMention) => string;
}

/**
 * Writes an answer: what the document selects, in its order, checked against the schema. Null where
 * a required value is missing, as far up as GraphQL says; each such place has an error.
 */
export type Projector = (source: Json, state: ProjectionState) => Json | null;

/** Undefined: the value broke its type or lacked something required, and that was reported. */
export type Complete = (value: unknown, state: ProjectionState) => unknown;

/** Compiles the answer's shape for a selection on a root type. */
export function compileProjection(
  source: ProjectionSource,
  type: GraphQLObjectType,
  selectionSet: SelectionSetNode,
): Projector {
  const project = compileObject(source, type, [{ selectionSet, condition: ALWAYS }]);
  return (value, state) => (project(value, state) ?? null) as Json | null;
}

interface ProjectedField {
  readonly name: string;
  readonly key: string;
  readonly included: ((variables: ProjectionState['variables']) => boolean) | undefined;
  readonly complete: Complete;
}

function compileObject(
  source: ProjectionSource,
  type: GraphQLObjectType | GraphQLInterfaceType,
  selections: readonly ConditionalSelections[],
): Complete {
  const later: DeferredPiece[] = [];
  const defer = (deferred: DeferredSelections): void => {
    later.push(compileDeferred(source, type, deferred));
  };
  const fields = [...collectFields(source, type, selections, defer)].map(
    ([responseName, mentions]) => compileField(source, type, responseName, mentions),
  );
  // On an ordinary object, assigning `__proto__` would not make a property.
  const plain = fields.every(({ name }) => name !== '__proto__');
  return (value, state) => {
    const object = value as Json;
    const out: Json = plain ? {} : (Object.create(null) as Json);
    for (const { name, key, included, complete } of fields) {
      if (included && !included(state.variables)) continue;
      state.path.push(name);
      const completed = complete(object[key], state);
      state.path.pop();
      if (completed === undefined) return undefined;
      out[name] = completed;
    }
    for (const { part, complete } of later) state.defer(part, object, complete);
    return out;
  };
}

interface DeferredPiece {
  readonly part: string;
  readonly complete: Complete;
}

/** What else of an object is told, in a part of its own. */
function compileDeferred(
  source: ProjectionSource,
  type: GraphQLObjectType | GraphQLInterfaceType,
  { part, ...selections }: DeferredSelections,
): DeferredPiece {
  let complete: Complete | undefined;
  return {
    part,
    complete: (value, state) =>
      (complete ??= compileObject(source, type, [selections]))(value, state),
  };
}

function compileField(
  source: ProjectionSource,
  parent: GraphQLObjectType | GraphQLInterfaceType,
  responseName: string,
  mentions: readonly FieldMention[],
): ProjectedField {
  const [first] = mentions as [FieldMention];
  const field = first.node.name.value;
  const base = {
    name: source.outputName(responseName),
    key: source.sourceKey(first),
    included: anyOf(mentions.map(({ condition }) => condition)),
  };
  if (field === '__typename') {
    if (isObjectType(parent)) return { ...base, complete: () => parent.name };
    const unknown: Complete = (_value, state) =>
      broken(state, `${parent.name}.__typename`, 'no more than the name of the interface');
    return { ...base, complete: unknown };
  }
  if (field === '__schema' || field === '__type') {
    return { ...base, complete: (_value, state) => state.introspection?.[responseName] ?? null };
  }
  const denial = source.denials?.ofField(parent.name, field);
  const definition = parent.getFields()[field];
  if (!definition) throw new Error(`${parent.name} has no field ${field}.`);
  const selections = mentions.flatMap(({ node, condition }) =>
    node.selectionSet ? [{ selectionSet: node.selectionSet, condition }] : [],
  );
  const where = `${parent.name}.${field}`;
  if (denial) {
    const isRequired = isNonNullType(definition.type);
    const deny: Complete = (_value, state) => {
      state.deny(denial);
      return isRequired ? undefined : null;
    };
    return { ...base, complete: deny };
  }
  return { ...base, complete: compilePosition(source, definition.type, selections, where) };
}

/** A place of a type: nothing passes a nullable one, everything passes a required one. */
function compilePosition(
  source: ProjectionSource,
  type: GraphQLOutputType,
  selections: readonly ConditionalSelections[],
  where: string,
): Complete {
  if (!isNonNullType(type)) {
    const complete = compileValue(source, type, selections, where);
    return (value, state) =>
      value === null || value === undefined ? null : (complete(value, state) ?? null);
  }
  const complete = compileValue(source, type.ofType, selections, where);
  return (value, state) => {
    if (value !== null && value !== undefined) {
      const completed = complete(value, state) ?? undefined;
      // A reference that leads nowhere may be empty where that is allowed, and here it is not.
      if (completed === undefined && state.isMissing())
        state.violation(where, 'an entity that nobody knows');
      return completed;
    }
    if (!state.explained()) state.violation(where, 'nothing where a value is required');
    return undefined;
  };
}

function compileValue(
  source: ProjectionSource,
  type: GraphQLOutputType,
  selections: readonly ConditionalSelections[],
  where: string,
): Complete {
  if (isListType(type)) {
    return completeList(compilePosition(source, type.ofType, selections, where), where);
  }
  if (isLeafType(type)) return completeLeaf(type, where);
  if (isObjectType(type)) {
    // Compiled when first met: documents may select far more than answers hold.
    let project: Complete | undefined;
    return (value, state) => {
      if (!isObject(value)) return broken(state, where, 'a value that is no object');
      return (project ??= compileObject(source, type, selections))(value, state);
    };
  }
  return completeAbstract(source, getNamedType(type) as GraphQLAbstractType, selections, where);
}

function completeList(item: Complete, where: string): Complete {
  return (value, state) => {
    if (!Array.isArray(value)) return broken(state, where, 'a value that is no list');
    const out: unknown[] = [];
    for (let i = 0; i < value.length; i += 1) {
      state.path.push(i);
      const completed = item(value[i], state);
      state.path.pop();
      if (completed === undefined) return undefined;
      out.push(completed);
    }
    return out;
  };
}

function completeLeaf(type: GraphQLLeafType, where: string): Complete {
  const complete = compileLeaf(type);
  return (value, state) => {
    try {
      return complete(value);
    } catch (error) {
      return broken(state, where, error instanceof Error ? error.message : String(error));
    }
  };
}

function completeAbstract(
  source: ProjectionSource,
  type: GraphQLAbstractType,
  selections: readonly ConditionalSelections[],
  where: string,
): Complete {
  const projectors = new Map<string, Complete>();
  return (value, state) => {
    if (!isObject(value)) return broken(state, where, 'a value that is no object');
    const name = typeNameOf(source, type, value);
    if (name === undefined) return broken(state, where, `no __typename for ${type.name}`);
    let project = projectors.get(name);
    if (!project) {
      const runtime = runtimeType(source, type, name);
      if (!runtime) return broken(state, where, `"${name}", which is no ${type.name}`);
      const denial = source.denials?.ofType(runtime.name);
      project = denial
        ? (_value, here) => here.deny(denial)
        : compileObject(source, runtime, selections);
      projectors.set(name, project);
    }
    return project(value, state);
  };
}

/** What an object says it is. Who treats an interface as an object is not asked unless it matters. */
export function typeNameOf(
  { isInterfaceObject }: ProjectionSource,
  type: GraphQLAbstractType,
  value: Json,
): string | undefined {
  const name = value['__typename'];
  if (typeof name === 'string') return name;
  return name === undefined && isInterfaceObject(type.name) ? type.name : undefined;
}

/**
 * The type that an object says it has, if it may stand at a place of the abstract type. It is an
 * interface where nobody had to find out more than a subgraph knows which treats it as an object.
 */
export function runtimeType(
  { schema, isInterfaceObject }: ProjectionSource,
  type: GraphQLAbstractType,
  name: string,
): GraphQLObjectType | GraphQLInterfaceType | undefined {
  const runtime = schema.getType(name);
  if (isObjectType(runtime)) return schema.isSubType(type, runtime) ? runtime : undefined;
  if (!isInterfaceType(runtime) || !isInterfaceObject(name)) return undefined;
  return runtime === type || schema.isSubType(type, runtime) ? runtime : undefined;
}

function broken(state: ProjectionState, where: string, why: string): undefined {
  state.violation(where, why);
  return undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
