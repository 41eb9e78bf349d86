/** A scalar that needs no declaration. Its check is the function `is<name>` of `@metamorphosis/core/checks`. */
export interface ScalarFacts {
  readonly about: string;
  readonly tsType: string;
  /** Whether a key may end in it, and is a string then. */
  readonly key?: 'string' | 'number';
  /** What limits of `@constraint` it can have. */
  readonly limits?: 'number' | 'text';
}

const text = { tsType: 'string', key: 'string', limits: 'text' } as const;
const whole = { tsType: 'number', key: 'number', limits: 'number' } as const;
const fraction = { tsType: 'number', limits: 'number' } as const;

/** The scalars of GraphQL, and those of this platform with what clients read of them. */
export const SCALAR_FACTS = {
  ID: { about: '', ...text },
  String: { about: '', ...text },
  Int: { about: '', ...whole },
  Float: { about: '', ...fraction },
  Boolean: { about: '', tsType: 'boolean' },
  DateTime: { about: 'A point in time, in the form of RFC 3339.', tsType: 'string' },
  Date: { about: 'A day of the calendar: `2026-01-31`.', ...text },
  LocalTime: { about: 'A time of day without a zone: `09:30` or `09:30:00`.', tsType: 'string' },
  Duration: { about: 'A span of time, in the form of ISO 8601: `P1DT12H`.', tsType: 'string' },
  UUID: { about: 'A UUID in lower or upper case.', ...text },
  EmailAddress: { about: 'An address of e-mail.', ...text },
  PhoneNumber: { about: 'A telephone number in the form of E.164: `+4930123456`.', ...text },
  URL: { about: 'An absolute URL.', ...text },
  BigInt: { about: 'A whole number of any size, as text.', tsType: 'string', key: 'string' },
  CountryCode: { about: 'A country by two letters, as ISO 3166-1 has it.', ...text },
  Currency: { about: 'A currency by three letters, as ISO 4217 has it.', ...text },
  NonEmptyString: { about: 'Text that is more than blanks.', ...text },
  PositiveInt: { about: 'A whole number of 32 bits, 1 or more.', ...whole },
  NonNegativeInt: { about: 'A whole number of 32 bits, 0 or more.', ...whole },
  PositiveFloat: { about: 'A number above 0.', ...fraction },
  NonNegativeFloat: { about: 'A number, 0 or more.', ...fraction },
  JSON: { about: 'Any JSON value.', tsType: 'unknown' },
  JSONObject: {
    about: 'An object of any JSON values.',
    tsType: 'Readonly<Record<string, unknown>>',
  },
} as const satisfies Readonly<Record<string, ScalarFacts>>;

const OF_GRAPHQL: ReadonlySet<string> = new Set(['ID', 'String', 'Int', 'Float', 'Boolean']);

/** What is known of a scalar; undefined for one that the author declared. */
export function scalarFacts(name: string): ScalarFacts | undefined {
  return (SCALAR_FACTS as Readonly<Record<string, ScalarFacts>>)[name];
}

/** Scalars that need no declaration and that GraphQL does not have. */
export const KNOWN_SCALARS: ReadonlySet<string> = new Set(
  Object.keys(SCALAR_FACTS).filter((name) => !OF_GRAPHQL.has(name)),
);

/** Their declarations. */
export const SCALAR_DEFINITIONS = [...KNOWN_SCALARS]
  .map((name) => `"${scalarFacts(name)?.about ?? ''}"\nscalar ${name}`)
  .join('\n');
