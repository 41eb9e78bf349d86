/** What subgraphs link that bring `@cacheControl` into a supergraph. */
export const CACHE_SPEC_URL = 'https://metamorphosis.dev/cache/v1.0';

/** The definitions behind it: those of Apollo Server. */
export const CACHE_DEFINITIONS = /* GraphQL */ `
  "How long an answer holds, and for whom. The shortest time of all fields of an operation counts."
  directive @cacheControl(
    "In seconds."
    maxAge: Int
    scope: CacheControlScope
    "Of a field that yields objects: as long as what is around it."
    inheritMaxAge: Boolean
  ) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION

  "For whom an answer may be kept."
  enum CacheControlScope {
    "For everybody who asks the same."
    PUBLIC
    "For its caller alone."
    PRIVATE
  }
`;
