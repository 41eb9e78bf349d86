import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { quote } from '../projection/quote.js';
import { compileRepresentation } from './representations.js';
import { compileRewrites } from './rewrites.js';
import type { Json } from './run.js';
import type { TypeTest } from './type-test.js';

/** Writes the representation of an entity as JSON; undefined when the object lacks what it takes. */
export type RepresentText = (object: Json) => string | undefined;

/** Compiles what a fetch requires of the objects that it is made for, with its rewrites. */
export function compileRepresentationText(node: FetchNode, isOfType: TypeTest): RepresentText {
  const requires = node.requires ?? [];
  const rewrite = compileRewrites(node.inputRewrites, isOfType);
  const fragments = rewrite ? undefined : flatFragments(requires);
  if (fragments) return compileFlat(fragments, isOfType);
  const represent = compileRepresentation(requires, isOfType);
  return (object) => {
    const representation = represent(object);
    if (!representation) return undefined;
    rewrite?.(representation);
    return JSON.stringify(representation);
  };
}

/** What is required of one type, without objects inside. */
interface FlatFragment {
  readonly type: string;
  readonly fields: readonly string[];
}

function flatFragments(
  requires: readonly QueryPlanSelectionNode[],
): readonly FlatFragment[] | undefined {
  const fragments: FlatFragment[] = [];
  for (const selection of requires) {
    if (selection.kind !== 'InlineFragment' || selection.typeCondition === undefined)
      return undefined;
    const fields: string[] = [];
    for (const inner of selection.selections) {
      if (inner.kind !== 'Field' || inner.selections) return undefined;
      fields.push(inner.alias ?? inner.name);
    }
    fragments.push({ type: selection.typeCondition, fields });
  }
  return fragments;
}

interface Part {
  readonly key: string;
  /** Its name as JSON, with what stands before and behind. */
  readonly label: string;
}

/** Most keys are a few scalars: their text is written at once, for each type that is met. */
function compileFlat(fragments: readonly FlatFragment[], isOfType: TypeTest): RepresentText {
  const byType = new Map<string, readonly Part[]>();
  const partsOf = (name: string): readonly Part[] => {
    const own = fragments.filter(({ type }) => isOfType(name, type));
    const keys = [...new Set(own.flatMap(({ fields }) => fields))];
    // Without a type name among them it would be no representation.
    if (!keys.includes('__typename')) return [];
    return keys.map((key, i) => ({ key, label: `${i === 0 ? '{' : ','}${JSON.stringify(key)}:` }));
  };
  return (object) => {
    const name = object['__typename'];
    if (typeof name !== 'string') return undefined;
    let parts = byType.get(name);
    if (parts === undefined) byType.set(name, (parts = partsOf(name)));
    if (parts.length === 0) return undefined;
    let out = '';
    for (const { key, label } of parts) {
      const value = object[key];
      if (value === undefined) return undefined;
      out += label + (typeof value === 'string' ? quote(value) : JSON.stringify(value));
    }
    return out + '}';
  };
}
