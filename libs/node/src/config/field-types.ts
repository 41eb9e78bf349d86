/** A kind of value in the configuration: what it may be, in three languages. */
export interface FieldType {
  /** For people: what is allowed. */
  readonly allowed: string;
  /** For editors: its JSON Schema. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** The compiled value (numbers are milliseconds or bytes); undefined when it is not allowed. */
  readonly read: (raw: unknown) => unknown;
  /** A map from names that the author chooses to values of this type. */
  readonly entries?: FieldType;
}

/** A whole number. */
export function count(min: number): FieldType {
  return {
    allowed: `a whole number, ${min} or more`,
    schema: { type: 'integer', minimum: min },
    read: (raw) => (Number.isSafeInteger(raw) && (raw as number) >= min ? raw : undefined),
  };
}

/** A part of a whole. */
export const share: FieldType = {
  allowed: 'a number from 0 to 1',
  schema: { type: 'number', minimum: 0, maximum: 1 },
  read: (raw) => (typeof raw === 'number' && raw >= 0 && raw <= 1 ? raw : undefined),
};

const MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const BYTES = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** A time with its unit: `90s`. */
export const duration = withUnit(MS, 'a time with its unit: 500ms, 90s, 15m, 6h or 7d');

/** An amount of memory with its unit: `512MiB`. */
export const size = withUnit(BYTES, 'an amount of memory with its unit: 512KiB, 512MiB or 2GiB');

/** One of these words. */
export function oneOf(...words: readonly string[]): FieldType {
  return {
    allowed: words.join(', '),
    schema: { enum: words },
    read: (raw) => (words.includes(raw as string) ? raw : undefined),
  };
}

/** A name of ours. */
export const nodeName: FieldType = {
  allowed: 'letters, digits, ".", "_" and "-", 100 at most',
  schema: { type: 'string', pattern: '^[\\w.-]{1,100}$' },
  read: (raw) => (typeof raw === 'string' && /^[\w.-]{1,100}$/.test(raw) ? raw : undefined),
};

/** A map from names to values of one type. */
export function mapOf(entries: FieldType, names: string): FieldType {
  return {
    allowed: `a map from ${names} to: ${entries.allowed}`,
    schema: { type: 'object', additionalProperties: entries.schema },
    read: (raw) => readEach(raw, () => entries),
    entries,
  };
}

/** A map of known keys, each with its type and the name of what it compiles to. */
export function record(fields: Readonly<Record<string, FieldType & { as: string }>>): FieldType {
  const properties = Object.entries(fields).map(([key, { schema }]) => [key, schema]);
  return {
    allowed: `a map of ${Object.entries(fields)
      .map(([key, { allowed }]) => `${key} (${allowed})`)
      .join(', ')}`,
    schema: {
      type: 'object',
      properties: Object.fromEntries(properties) as object,
      additionalProperties: false,
    },
    read: (raw) => {
      const read = readEach(raw, (key) => (Object.hasOwn(fields, key) ? fields[key] : undefined));
      if (!read) return undefined;
      const compiled = Object.entries(read).map(([key, value]) => [fields[key]?.as ?? key, value]);
      return Object.fromEntries(compiled) as Readonly<Record<string, unknown>>;
    },
  };
}

/** The one or the other. */
export function either(one: FieldType, other: FieldType): FieldType {
  return {
    allowed: `${one.allowed}, or ${other.allowed}`,
    schema: { anyOf: [one.schema, other.schema] },
    read: (raw) => one.read(raw) ?? other.read(raw),
  };
}

/** Undefined unless it is a map, and each of its values is allowed for its key. */
function readEach(
  raw: unknown,
  typeOf: (key: string) => FieldType | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  const entries = Object.entries(raw).map(
    ([key, value]) => [key, typeOf(key)?.read(value)] as const,
  );
  return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries);
}

function withUnit(units: Readonly<Record<string, number>>, allowed: string): FieldType {
  const pattern = `^(\\d+(?:\\.\\d+)?)\\s?(${Object.keys(units).join('|')})$`;
  const matcher = new RegExp(pattern);
  return {
    allowed,
    schema: { type: 'string', pattern },
    read: (raw) => {
      const match = typeof raw === 'string' ? matcher.exec(raw) : null;
      const value = match && Number(match[1]) * (units[match[2] ?? ''] ?? Number.NaN);
      return value !== null && value > 0 ? Math.round(value) : undefined;
    },
  };
}
