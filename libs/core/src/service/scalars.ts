import { isDateTime, isFields, isFloat, isInt } from './check-parts.js';

// Names and meanings are those of graphql-scalars, whose types clients map; values stay what JSON carries, because they
// travel in records. scalars.unit.spec.ts holds both against each other.

const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const LOCAL_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?$/;
const DURATION =
  /^P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const EMAIL_ADDRESS =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;
const PHONE_NUMBER = /^\+[1-9]\d{6,14}$/;
const BIG_INT = /^-?(?:0|[1-9]\d*)$/;
const COUNTRY_CODE = /^[A-Z]{2}$/;
const CURRENCY = /^[A-Z]{3}$/;

const text =
  (form: RegExp) =>
  (value: unknown): value is string =>
    typeof value === 'string' && form.test(value);

/** True for a day: `2026-01-31`. The calendar counts: there is no 30 February. */
export function isDate(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    DATE.test(value) &&
    new Date(`${value}T00:00:00Z`).toISOString().startsWith(value)
  );
}

/** True for a time of day without a zone: `09:30`, `09:30:00.5`. */
export const isLocalTime = text(LOCAL_TIME);

/** True for a span of time in the form of ISO 8601: `P1DT12H`. */
export const isDuration = text(DURATION);

/** True for a UUID of any version. */
export const isUUID = text(UUID);

/** True for an address of e-mail. */
export const isEmailAddress = text(EMAIL_ADDRESS);

/** True for a telephone number in the form of E.164: `+4930123456`. */
export const isPhoneNumber = text(PHONE_NUMBER);

/** True for an absolute URL. */
export function isURL(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value);
}

/** True for a whole number of any size, as its decimal digits. */
export const isBigInt = text(BIG_INT);

/** True for two capital letters, the form of ISO 3166-1. */
export const isCountryCode = text(COUNTRY_CODE);

/** True for three capital letters, the form of ISO 4217. */
export const isCurrency = text(CURRENCY);

/** True for text that is more than blanks. */
export function isNonEmptyString(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** True for an Int of 1 or more. */
export function isPositiveInt(value: unknown): value is number {
  return isInt(value) && value > 0;
}

/** True for an Int of 0 or more. */
export function isNonNegativeInt(value: unknown): value is number {
  return isInt(value) && value >= 0;
}

/** True for a Float above 0. */
export function isPositiveFloat(value: unknown): value is number {
  return isFloat(value) && value > 0;
}

/** True for a Float of 0 or more. */
export function isNonNegativeFloat(value: unknown): value is number {
  return isFloat(value) && value >= 0;
}

/** True for an object of any JSON values. */
export function isJSONObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isFields(value);
}

/** The scalars that every service may use, each with its check. `JSON` is any value. */
export const SCALARS = {
  DateTime: isDateTime,
  Date: isDate,
  LocalTime: isLocalTime,
  Duration: isDuration,
  UUID: isUUID,
  EmailAddress: isEmailAddress,
  PhoneNumber: isPhoneNumber,
  URL: isURL,
  BigInt: isBigInt,
  CountryCode: isCountryCode,
  Currency: isCurrency,
  NonEmptyString: isNonEmptyString,
  PositiveInt: isPositiveInt,
  NonNegativeInt: isNonNegativeInt,
  PositiveFloat: isPositiveFloat,
  NonNegativeFloat: isNonNegativeFloat,
  JSONObject: isJSONObject,
} as const satisfies Readonly<Record<string, (value: unknown) => boolean>>;
