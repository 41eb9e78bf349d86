import pg from 'pg';

const { builtins } = pg.types;
const INT8_ARRAY = 1016;
const INT8 = builtins.INT8 as number;
const DATE = builtins.DATE as number;
const TIMESTAMP = builtins.TIMESTAMP as number;

/** A number as long as it is exact, else a bigint. */
function integer(text: string): number | bigint {
  const n = Number(text);
  return Number.isSafeInteger(n) ? n : BigInt(text);
}

type Parser = (text: string) => unknown;
const usual = pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => Parser;
const parseIntegers = usual(INT8_ARRAY) as (text: string) => string[];

/** How values come back where node-postgres' own way loses something or depends on the machine. */
const PARSERS: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [INT8, integer],
  [INT8_ARRAY, (text) => parseIntegers(text).map(integer)],
  // A day is no moment: as a Date it would be another day elsewhere.
  [DATE, (text) => text],
  // Sessions run in UTC.
  [TIMESTAMP, (text) => new Date(`${text.replace(' ', 'T')}Z`)],
]);

/**
 * int8 is a number (a bigint beyond `Number.MAX_SAFE_INTEGER`), date a string, timestamp and
 * timestamptz a Date, json and jsonb their value, numeric a string; the rest as node-postgres has it.
 */
export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && PARSERS.get(oid)) ||
    usual(oid, format)) as typeof pg.types.getTypeParser,
};

/** A handler's parameter in the form that node-postgres sends as meant, on every machine. */
export function toParameter(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}
