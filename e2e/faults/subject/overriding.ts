/** The same object with some of its members replaced; all others go to the object itself. */
export function overriding<T extends object>(target: T, members: Partial<T>): T {
  return new Proxy(target, {
    get: (object, name) => {
      if (Object.hasOwn(members, name)) return Reflect.get(members, name) as unknown;
      const value: unknown = Reflect.get(object, name, object);
      // Private fields know only the object itself.
      return typeof value === 'function' ? (value.bind(object) as unknown) : value;
    },
  });
}
