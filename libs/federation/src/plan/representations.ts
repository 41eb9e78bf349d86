import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { Json } from './run.js';
import type { TypeTest } from './type-test.js';

/**
 * Makes the representation of an entity; undefined when the object lacks what it takes. Where
 * nothing has failed, what is missing was not selected for an object of this type: a plan joins what
 * is required of several types in one list. It is left out then.
 */
export type Represent = (object: Json, hasFailed: boolean) => Json | undefined;

type Write = (source: Json, target: Json, hasFailed: boolean) => boolean;

/** Compiles what a fetch requires of the objects that it is made for. */
export function compileRepresentation(
  requires: readonly QueryPlanSelectionNode[],
  isOfType: TypeTest,
): Represent {
  const write = compileSelections(requires, isOfType);
  return (object, hasFailed) => {
    const representation: Json = {};
    if (!write(object, representation, hasFailed)) return undefined;
    const isKeyed = Object.keys(representation).length > 1;
    return isKeyed && representation['__typename'] !== undefined ? representation : undefined;
  };
}

function compileSelections(
  selections: readonly QueryPlanSelectionNode[],
  isOfType: TypeTest,
): Write {
  const writes = selections.map((selection): Write => {
    if (selection.kind === 'Field') {
      return compileField(
        selection.alias ?? selection.name,
        selection.selections && compileSelections(selection.selections, isOfType),
      );
    }
    const inner = compileSelections(selection.selections, isOfType);
    const { typeCondition } = selection;
    if (typeCondition === undefined) return inner;
    return (source, target, hasFailed) => {
      const name = source['__typename'];
      return typeof name === 'string' && isOfType(name, typeCondition)
        ? inner(source, target, hasFailed)
        : true;
    };
  });
  const [only] = writes;
  if (writes.length === 1 && only) return only;
  return (source, target, hasFailed) => {
    for (const write of writes) if (!write(source, target, hasFailed)) return false;
    return true;
  };
}

function compileField(key: string, nested: Write | undefined): Write {
  if (!nested) {
    return (source, target, hasFailed) => {
      const value = source[key];
      if (value === undefined) return !hasFailed;
      target[key] = value;
      return true;
    };
  }
  return (source, target, hasFailed) => {
    const value = source[key];
    if (value === undefined) return !hasFailed;
    const represented = representNested(value, target[key], nested, hasFailed);
    if (represented === undefined) return false;
    target[key] = represented;
    return true;
  };
}

/** `existing` is what another selection of the same field wrote before: the two belong together. */
function representNested(
  value: unknown,
  existing: unknown,
  nested: Write,
  hasFailed: boolean,
): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const before: readonly unknown[] = Array.isArray(existing) ? existing : [];
    const items: unknown[] = [];
    for (const [index, item] of value.entries()) {
      const represented = representNested(item, before[index], nested, hasFailed);
      if (represented === undefined) return undefined;
      items.push(represented);
    }
    return items;
  }
  const target = (existing ?? {}) as Json;
  return nested(value as Json, target, hasFailed) ? target : undefined;
}
