/** What stands at a path; on the way through lists, all that stands there. Undefined where nothing does. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const [depth, name] of path.entries()) {
    if (Array.isArray(at)) return at.flatMap((one) => valueAt(one, path.slice(depth)));
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at;
}
