/** The libraries of others that a new project names itself: in the versions that this product is tested with. */
export const VERSIONS = {
  '@nestjs/common': '12.5.1',
  kysely: '0.29.9',
  '@types/node': '24',
  typescript: '6.0.3',
  vitest: '5.1.1',
} as const;

/** Two copies of graphql in one process refuse each other's values. */
export const OVERRIDES = { graphql: '16.15.0' } as const;
