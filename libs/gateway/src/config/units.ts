import { z } from 'zod';

const MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const DURATION = 'must be a time with its unit: 500ms, 90s, 15m';

/** A time with its unit, read as milliseconds. The same way of writing as in the configuration of a node. */
export const duration = z
  .string({ error: DURATION })
  .regex(/^\d+(\.\d+)?\s?(ms|s|m|h|d)$/, DURATION)
  .transform((text) => {
    const [, number = '', unit = 'ms'] = /^([\d.]+)\s?(\w+)$/.exec(text) ?? [];
    return Math.round(Number(number) * MS[unit as keyof typeof MS]);
  });

/** Writes milliseconds as a time with its unit. */
export function shown(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** A whole number. */
export function whole(min: number, max = Number.MAX_SAFE_INTEGER): z.ZodNumber {
  const upTo = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `from ${min} to ${max}`;
  const error = `must be a whole number, ${upTo}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A part of a whole. */
export const share = z
  .number({ error: 'must be a number from 0 to 1' })
  .min(0, { error: 'must be a number from 0 to 1' })
  .max(1, { error: 'must be a number from 0 to 1' });

/** A switch. */
export const flag = z.boolean({ error: 'must be true or false' });

/** Where something is kept. */
export const store = z
  .enum(['memory', 'redis'], { error: 'must be memory or redis' })
  .default('memory');

/** A text that is not empty. */
export const text = z.string({ error: 'must be a text' }).min(1, 'must not be empty');

/** Where something answers over HTTP. */
export const url = text.refine(
  (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
  'must be a URL that begins with http:// or https://',
);

/** The name of a header; read in lower case. */
export const headerName = text
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'must be the name of a header')
  .transform((name) => name.toLowerCase());

/** Without the properties that say nothing. */
export function present<T extends Record<string, unknown>>(
  values: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const said = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
