import { errors, type DeadLetterFilter, type Recycling } from '@metamorphosis/contract';

/** Arguments that the schema has checked for their types. */
export type Arguments = Readonly<Record<string, unknown>>;

const MAX_PROCESSES = 256;
const MAX_CONCURRENCY = 10_000;
const DEFAULT_PAGE = 20;
/** RFC 3339, as the services' stores take it: Date.parse takes almost anything. */
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

export function text(args: Arguments, name: string): string {
  return args[name] as string;
}

/** Undefined when it is absent or null. */
export function optionalText(args: Arguments, name: string): string | undefined {
  return (args[name] as string | null | undefined) ?? undefined;
}

/** Throws VALIDATION_FAILED. */
export function processesOf(args: Arguments): number {
  return between(args, 'processes', 0, MAX_PROCESSES, 'processes of one consumer on a node');
}

/** Throws VALIDATION_FAILED. */
export function concurrencyOf(args: Arguments): number {
  return between(args, 'concurrency', 1, MAX_CONCURRENCY, 'records at once in a process');
}

/** Throws VALIDATION_FAILED. */
export function firstOf(args: Arguments, most: number): number {
  return between({ first: args['first'] ?? DEFAULT_PAGE }, 'first', 0, most, 'entries of a page');
}

/** Throws VALIDATION_FAILED. */
export function reasonOf(args: Arguments): string {
  const reason = text(args, 'reason').trim();
  if (reason !== '') return reason;
  throw errors.VALIDATION_FAILED(['reason is empty; say why they are given up.']);
}

/** Throws VALIDATION_FAILED. */
export function rateOf(args: Arguments): number | undefined {
  const rate = args['ratePerSecond'] as number | null | undefined;
  if (rate == null) return undefined;
  if (rate > 0) return rate;
  throw errors.VALIDATION_FAILED([
    `ratePerSecond is ${rate}; it is above 0, or absent for no limit.`,
  ]);
}

/** Throws VALIDATION_FAILED, with everything that is wrong about it. */
export function recyclingOf(args: Arguments): Recycling {
  const given = Object.entries(args['recycling'] as Readonly<Record<string, number | null>>);
  const set = given.filter((entry): entry is [string, number] => entry[1] !== null);
  const problems = set.flatMap(([name, value]) => {
    if (name === 'jitter') {
      return value >= 0 && value <= 1 ? [] : [`jitter is ${value}; it lies between 0 and 1.`];
    }
    const isRight = Number.isSafeInteger(value) && value >= 1;
    return isRight ? [] : [`${name} is ${value}; it is a whole number above 0.`];
  });
  if (problems.length > 0) throw errors.VALIDATION_FAILED([problems.join(' ')]);
  return Object.fromEntries(set);
}

/** The conditions, and the service that they are for. Throws VALIDATION_FAILED. */
export function filterOf(args: Arguments): {
  readonly service: string | undefined;
  readonly filter: DeadLetterFilter;
} {
  const given = (args['filter'] ?? {}) as Readonly<Record<string, unknown>>;
  const { service, ...conditions } = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null),
  );
  for (const name of ['since', 'until']) {
    const time = conditions[name];
    const isRight =
      typeof time === 'string' && MOMENT.test(time) && !Number.isNaN(Date.parse(time));
    if (time === undefined || isRight) continue;
    throw errors.VALIDATION_FAILED([
      `filter.${name} is ${JSON.stringify(time)}; it is a time such as 2026-11-21T08:00:00Z.`,
    ]);
  }
  return { service: service as string | undefined, filter: conditions };
}

function between(args: Arguments, name: string, min: number, max: number, of: string): number {
  const value = args[name] as number;
  if (value >= min && value <= max) return value;
  throw errors.VALIDATION_FAILED([`${name} is ${value}; ${of}: ${min} to ${max}.`]);
}
