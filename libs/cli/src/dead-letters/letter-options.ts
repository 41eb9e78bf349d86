import { errors, type DeadLetterFilter } from '@metamorphosis/contract';

/** The options of a command that say which dead letters are meant. */
export interface LetterOptions {
  readonly service?: string;
  readonly consumer?: string;
  readonly code?: string;
  readonly message?: string;
  readonly key?: string;
  readonly since?: string;
  readonly until?: string;
  readonly all?: true;
}

const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;
const UNITS: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 };

/** A time as RFC 3339: `2026-11-21T10:00:00Z`, or so long ago: `30m`, `2h`, `3d`. Throws CONFIGURATION_INVALID. */
export function timeOf(option: string, text: string): string {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  // Date.parse takes almost anything for a date, -1 for one.
  const moment = DATE.test(text) ? Date.parse(text) : Number.NaN;
  const ms = unit ? Date.now() - Number(count) * (UNITS[unit] ?? 0) : moment;
  if (Number.isNaN(ms)) {
    throw errors.CONFIGURATION_INVALID([
      `${option} is no time: "${text}". Write 2026-11-21T10:00:00Z, or 2h for two hours ago.`,
    ]);
  }
  return new Date(ms).toISOString();
}

/** The conditions that the options name, without ids. */
export function filterOf(options: LetterOptions): DeadLetterFilter {
  const { consumer, code, message, key, since, until } = options;
  return {
    ...(consumer !== undefined && { consumer }),
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    ...(key !== undefined && { key }),
    ...(since !== undefined && { since: timeOf('--since', since) }),
    ...(until !== undefined && { until: timeOf('--until', until) }),
  };
}

/**
 * Which letters of which services are meant: by id (`orders/12`, or `12` with a service), or by conditions.
 * Throws CONFIGURATION_INVALID when that is unclear.
 */
export function chosen(
  ids: readonly string[],
  options: LetterOptions,
  services: readonly string[],
): ReadonlyMap<string, DeadLetterFilter> {
  const filter = filterOf(options);
  if (ids.length === 0) {
    if (Object.keys(filter).length === 0 && !options.all) {
      throw errors.CONFIGURATION_INVALID([
        'Say which: ids (orders/12), conditions (--code COMMAND_FAILED), or --all.',
      ]);
    }
    return new Map(services.map((service) => [service, filter]));
  }
  const byService = new Map<string, string[]>();
  for (const id of ids) {
    const [, named, number] = /^(?:(.+)\/)?(\d{1,18})$/.exec(id) ?? [];
    const service = named ?? (services.length === 1 ? services[0] : undefined);
    if (number === undefined || service === undefined || !services.includes(service)) {
      throw errors.CONFIGURATION_INVALID([
        `"${id}" names no dead letter. Ids look like ${services[0] ?? 'orders'}/12; gregor dead-letters list shows them.`,
      ]);
    }
    byService.set(service, [...(byService.get(service) ?? []), number]);
  }
  return new Map(
    [...byService].map(([service, numbers]) => [service, { ...filter, ids: numbers }]),
  );
}
