import { parse } from 'yaml';
import { errors } from '@metamorphosis/contract';
import type { ConsumerSettings } from '../plan/consumer-plan.js';
import { contradictions } from './check-settings.js';
import { CONSUMER_FIELDS, settingsOf, type Field } from './fields.js';
import type { Catalogue } from './read-config.js';

/** What the variables begin with that set something of a consumer. */
export const ENVIRONMENT_PREFIX = 'METAMORPHOSIS_NODE__';

/** The variable that sets a field of a consumer: `METAMORPHOSIS_NODE__ORDERS__COMMANDS__PROCESSES`. */
export function variableOf(
  service: string,
  consumer: string,
  { path }: Pick<Field, 'path'>,
): string {
  const parts = [service, consumer, ...path].map((part) =>
    part
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replace(/[^A-Za-z0-9]/g, '_')
      .toUpperCase(),
  );
  return `${ENVIRONMENT_PREFIX}${parts.join('__')}`;
}

/**
 * What the environment says of consumers, by service and consumer. Throws CONFIGURATION_INVALID for a
 * variable that sets nothing, or sets what is not allowed.
 */
export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  catalogue: Catalogue,
): ReadonlyMap<string, Readonly<Record<string, ConsumerSettings>>> {
  const problems: string[] = [];
  const known = new Set<string>();
  const services = [...catalogue].map(([service, consumers]) => {
    const read = consumers.map((consumer) => {
      const values = new Map<string, unknown>();
      for (const field of CONSUMER_FIELDS) {
        const variable = variableOf(service, consumer.name, field);
        known.add(variable);
        const raw = environment[variable]?.trim();
        if (raw === undefined || raw === '') continue;
        const value = field.type.read(valueOf(raw, field));
        if (value === undefined) {
          problems.push(`${variable}="${raw}" is not allowed. Allowed: ${field.type.allowed}`);
        } else values.set(field.path.join('.'), value);
      }
      const settings = settingsOf(values);
      for (const { field, why } of contradictions(consumer, settings)) {
        problems.push(`${variableOf(service, consumer.name, { path: field.split('.') })}: ${why}`);
      }
      return [consumer.name, settings] as const;
    });
    return [service, Object.fromEntries(read)] as const;
  });
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(ENVIRONMENT_PREFIX) || known.has(name)) continue;
    problems.push(`${name} sets nothing. Allowed: ${[...known].slice(0, 40).join(', ')}`);
  }
  if (problems.length === 0) return new Map(services);
  throw errors.CONFIGURATION_INVALID([
    `The environment is not right:\n${problems.map((p) => `  ${p}`).join('\n')}`,
  ]);
}

/** What a variable says: numbers are numbers, maps are written as in the file. */
function valueOf(raw: string, { type }: Field): unknown {
  if (!type.entries) return /^-?\d+(\.\d+)?$/.test(raw) ? Number(raw) : raw;
  try {
    return parse(raw) as unknown;
  } catch {
    return undefined;
  }
}

/** The settings of a service's consumers: of two that say something, `over` stands above `under`. */
export function mergeSettings(
  over: Readonly<Record<string, ConsumerSettings>> = {},
  under: Readonly<Record<string, ConsumerSettings>> = {},
): Readonly<Record<string, ConsumerSettings>> {
  const names = new Set([...Object.keys(over), ...Object.keys(under)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const [a, b] = [over[name] ?? {}, under[name] ?? {}];
      const recycling = { ...b.recycling, ...a.recycling };
      const byError = { ...b.retry?.byError, ...a.retry?.byError };
      const retry = {
        ...b.retry,
        ...a.retry,
        ...(Object.keys(byError).length > 0 && { byError }),
      };
      const merged: ConsumerSettings = {
        ...b,
        ...a,
        ...(Object.keys(recycling).length > 0 && { recycling }),
        ...(Object.keys(retry).length > 0 && { retry }),
      };
      return [name, merged];
    }),
  );
}
