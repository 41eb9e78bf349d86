import { Kind, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import type { Path } from '../plan/run.js';
import { deferOf } from './defer-directive.js';

/** The names that an answer, or a part of it, may hold, whatever the types of its objects. */
export interface Shape {
  readonly fields: ReadonlyMap<string, Shape>;
}

/** What a shape is read from. */
export interface ShapeSource {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The name under which a response name appears in the output. */
  readonly outputName: (responseName: string) => string;
}

/** Reads the shape of a selection; `with` what it defers, or without. */
export function shapeOf(
  set: SelectionSetNode,
  { fragments, outputName }: ShapeSource,
  deferred: 'with deferred' | 'without deferred',
): Shape {
  const build = ({ selections }: SelectionSetNode, shape: Building): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const name = outputName((selection.alias ?? selection.name).value);
        const inner = shape.fields.get(name) ?? { fields: new Map(), spread: new Set() };
        shape.fields.set(name, inner);
        if (selection.selectionSet) build(selection.selectionSet, inner);
      } else if (deferred === 'with deferred' || !deferOf(selection)) {
        if (selection.kind === Kind.INLINE_FRAGMENT) build(selection.selectionSet, shape);
        else spread(selection.name.value, shape);
      }
    }
  };
  const spread = (name: string, shape: Building): void => {
    const fragment = fragments.get(name);
    if (!fragment || shape.spread.has(name)) return;
    shape.spread.add(name);
    build(fragment.selectionSet, shape);
  };
  const whole: Building = { fields: new Map(), spread: new Set() };
  build(set, whole);
  return whole;
}

interface Building extends Shape {
  readonly fields: Map<string, Building>;
  /** Fragments that are in it. */
  readonly spread: Set<string>;
}

/** Whether a path leads to something that a shape holds. */
export function reaches(shape: Shape, path: Path): boolean {
  let here: Shape | undefined = shape;
  for (const step of path) {
    if (typeof step === 'number') continue;
    here = here.fields.get(step);
    if (!here) return false;
  }
  return true;
}
