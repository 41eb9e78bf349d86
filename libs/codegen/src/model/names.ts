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

function words(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '');
}
