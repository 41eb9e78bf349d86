/** `placeOrder` -> `PlaceOrder`, `order-desk` -> `OrderDesk`. */
export function pascalCase(name: string): string {
  return name.replace(/(?:^|[-_]+)([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `PlaceOrder` -> `placeOrder`, `order-desk` -> `orderDesk`. */
export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

/** `PlaceOrder` -> `place-order`. */
export function kebabCase(name: string): string {
  return words(name).join('-').toLowerCase();
}

/** `OrderStatus` -> `ORDER_STATUS`. */
export function constantCase(name: string): string {
  return words(name).join('_').toUpperCase();
}

/** A name that can be declared: one of the language's own, or of those `taken`, gets an underscore. */
export function identifier(name: string, taken: ReadonlySet<string> = new Set()): string {
  return RESERVED.has(name) || taken.has(name) ? `${name}_` : name;
}

/** Whether the language has this word for itself, so that nothing can be declared by it. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}

const RESERVED: ReadonlySet<string> = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval
  export extends false finally for function if implements import in instanceof interface let new
  null package private protected public return static super switch this throw true try typeof
  undefined var void while with yield`.split(/\s+/),
);

function words(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '');
}
