import type { z } from 'zod';

/** One thing that can be set, told once: docs/configuration.md is written from it. */
export interface Setting<T> {
  /** The environment variable. */
  readonly env: string;
  /** Reads the text of the variable; its default is the setting's. */
  readonly schema: z.ZodType<T, string | undefined>;
  /** The default, as people read it. */
  readonly fallback: string;
  readonly meaning: string;
  /** Redacted in the log. */
  readonly secret?: boolean;
}

/** Declares a setting; exists so that the type of its value is inferred. */
export function setting<T>(
  env: string,
  schema: z.ZodType<T, string | undefined>,
  about: Omit<Setting<T>, 'env' | 'schema'>,
): Setting<T> {
  return { env, schema, ...about };
}
