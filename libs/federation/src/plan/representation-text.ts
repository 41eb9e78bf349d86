import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { quote } from '../projection/quote.js';
import type { FetchContext } from './fetch-context.js';
import { compileRepresentation } from './representations.js';
import { compileRewrites } from './rewrites.js';
import type { Json } from './run.js';
import type { TypeTest } from './type-test.js';

/** As `Represent`, but writes JSON. */
export interface RepresentationWriter {
  write(object: Json, hasFailed: boolean): string | undefined;
  /**
   * The fields that decide what is written for objects of a type: where their values are the same, the text is. Undefined
   * when more than an object's own fields do.
   */
  readonly decidingFields: ((typename: string) => readonly string[]) | undefined;
}

/** Compiles what a fetch requires of the objects that it is made for, with its rewrites. */
export function compileRepresentationText(
  node: FetchNode,
  { isOfType, typeNameIn }: Pick<FetchContext, 'isOfType' | 'typeNameIn'>,
): RepresentationWriter {
  const nameOf = (name: string): string => typeNameIn(node.serviceName, name);
  const requires = node.requires ?? [];
  const rewrite = compileRewrites(node.inputRewrites, isOfType);
  const fragments = rewrite ? undefined : flatFragments(requires);
  if (fragments) return compileFlat(fragments, isOfType, nameOf);
  const represent = compileRepresentation(requires, isOfType);
  return {
    decidingFields: undefined,
    write: (object, hasFailed) => {
      const representation = represent(object, hasFailed);
      if (!representation) return undefined;
      rewrite?.(representation);
      representation['__typename'] = nameOf(String(representation['__typename']));
      return JSON.stringify(representation);
    },
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
  /** Its name as JSON, with the colon. */
  readonly label: string;
  /** Its value as JSON, where the type decides it. */
  readonly constant: string | undefined;
}

interface Parts {
  readonly parts: readonly Part[];
  /** The keys of those whose value is not constant. */
  readonly deciding: readonly string[];
}

/** Most keys are a few scalars: their text is written at once, for each type that is met. */
function compileFlat(
  fragments: readonly FlatFragment[],
  isOfType: TypeTest,
  nameOf: (name: string) => string,
): RepresentationWriter {
  const byType = new Map<string, Parts>();
  const makeParts = (name: string): Parts => {
    const own = fragments.filter(({ type }) => isOfType(name, type));
    const keys = [...new Set(own.flatMap(({ fields }) => fields))];
    // Without a type name among them it would be no representation.
    if (!keys.includes('__typename')) return { parts: [], deciding: [] };
    const parts = keys.map((key) => ({
      key,
      label: `${JSON.stringify(key)}:`,
      constant: key === '__typename' ? JSON.stringify(nameOf(name)) : undefined,
    }));
    return { parts, deciding: keys.filter((key) => key !== '__typename') };
  };
  const partsOf = (name: string): Parts => {
    let parts = byType.get(name);
    if (parts === undefined) byType.set(name, (parts = makeParts(name)));
    return parts;
  };
  return {
    decidingFields: (name) => partsOf(name).deciding,
    write: (object, hasFailed) => {
      const name = object['__typename'];
      if (typeof name !== 'string') return undefined;
      const { parts } = partsOf(name);
      if (parts.length === 0) return undefined;
      let out = '';
      let written = 0;
      for (const { key, label, constant } of parts) {
        const value = object[key];
        if (value === undefined) {
          if (hasFailed) return undefined;
          continue;
        }
        written += 1;
        out += (out === '' ? '{' : ',') + label;
        out += constant ?? (typeof value === 'string' ? quote(value) : JSON.stringify(value));
      }
      return written > 1 ? out + '}' : undefined;
    },
  };
}
