import type { FetchDataRewrite } from '@apollo/query-planner';
import type { Json } from './run.js';
import type { TypeTest } from './type-test.js';

/** Changes data in place, as a plan asks for. */
export type Rewrite = (value: unknown) => void;

const FRAGMENT = '... on ';

/** Compiles the rewrites of a fetch's input or output. Undefined when there are none. */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  isOfType: TypeTest,
): Rewrite | undefined {
  if (!rewrites || rewrites.length === 0) return undefined;
  const compiled = rewrites.map((rewrite) => compileRewrite(rewrite, isOfType));
  return (value) => {
    for (const apply of compiled) apply(value);
  };
}

function compileRewrite(rewrite: FetchDataRewrite, isOfType: TypeTest): Rewrite {
  const last = rewrite.path.at(-1);
  if (last === undefined) return () => undefined;
  return compilePath(rewrite.path.slice(0, -1), compileChange(rewrite, last), isOfType);
}

function compileChange(rewrite: FetchDataRewrite, field: string): (object: Json) => void {
  if (rewrite.kind === 'ValueSetter') {
    const value: unknown = rewrite.setValueTo;
    return (object) => {
      object[field] = value;
    };
  }
  return (object) => {
    if (object[field] === undefined) return;
    object[rewrite.renameKeyTo] = object[field];
    delete object[field];
  };
}

function compilePath(
  path: readonly string[],
  change: (object: Json) => void,
  isOfType: TypeTest,
): Rewrite {
  const [first, ...rest] = path;
  const next = first === undefined ? change : compilePath(rest, change, isOfType);
  const one = (object: Json): void => {
    if (first === undefined) return next(object);
    if (!first.startsWith(FRAGMENT)) return next(object[first] as Json);
    const name = object['__typename'];
    // Without a type name it was selected for one type only, which then is this one.
    if (typeof name !== 'string' || isOfType(name, first.slice(FRAGMENT.length))) next(object);
  };
  const apply: Rewrite = (value) => {
    if (Array.isArray(value)) for (const item of value) apply(item);
    else if (typeof value === 'object' && value !== null) one(value as Json);
  };
  return apply;
}
