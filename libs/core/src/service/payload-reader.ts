import { errors, type DomainRecord } from '@metamorphosis/contract';
import type { Check } from './definitions.js';
import { describeProblems } from './describe-problems.js';
import type { OlderForm, Upcast } from './upcast.js';

/** A command or event as who reads its records knows it. */
export interface ReadDefinition {
  /** The record type: `orders.OrderPlaced`. */
  readonly type: string;
  /** @default 1 */
  readonly version?: number;
  /** Versions that may still lie on the log. @default none */
  readonly olderForms?: readonly OlderForm[];
}

/** Answers a record's payload in the form of today. */
export type ReadPayload = (record: Pick<DomainRecord, 'data' | 'dataVersion'>) => unknown;

/**
 * Reads payloads of one definition, whatever version wrote them. Throws CONFIGURATION_INVALID when an older form has no
 * upcast, or two. What it answers throws RECORD_FORM_UNSUPPORTED for a version that is newer than the definition, and
 * RECORD_INVALID for a payload that does not fit the version that it claims, before or after its upcasts.
 */
export function payloadReader(
  definition: ReadDefinition,
  check: Check,
  upcasts: readonly Upcast[],
): ReadPayload {
  const { type, version: current = 1 } = definition;
  const steps = stepsOf(definition, upcasts);
  return ({ data, dataVersion = 1 }) => {
    if (dataVersion === current) {
      const problems = check(data);
      if (problems.length > 0) throw errors.RECORD_INVALID([describeProblems(problems)]);
      return data;
    }
    if (dataVersion > current) {
      throw errors.RECORD_FORM_UNSUPPORTED([type, dataVersion, current]);
    }
    let value = data;
    for (let version = dataVersion; version < current; version += 1) {
      const step = steps.get(version);
      if (!step) {
        throw errors.RECORD_INVALID([
          `it has version ${version} of ${type}, which no upcast reads`,
        ]);
      }
      fit(step.from.check, value, `as version ${version} of ${type}`);
      value = convert(step, value);
    }
    fit(check, value, `after its upcasts from version ${dataVersion} of ${type}`);
    return value;
  };
}

/** What a record says of its form; the first version is not worth a header. */
export function versionOf({ version = 1 }: ReadDefinition): Pick<DomainRecord, 'dataVersion'> {
  return version === 1 ? {} : { dataVersion: version };
}

function stepsOf(
  { type, olderForms = [] }: ReadDefinition,
  upcasts: readonly Upcast[],
): ReadonlyMap<number, Upcast> {
  const own = upcasts.filter(({ from }) => from.type === type);
  const steps = new Map(own.map((one) => [one.from.version, one]));
  const missing = olderForms.filter(({ version }) => !steps.has(version));
  const problem =
    missing.length > 0
      ? `has no upcast from version ${missing.map(({ version }) => version).join(' and ')}, which may still lie on the log: write it, and list it in the module's upcasts`
      : steps.size < own.length
        ? 'has two upcasts from one version: list one of them'
        : undefined;
  if (problem !== undefined) throw errors.CONFIGURATION_INVALID([`${type} ${problem}.`]);
  return steps;
}

function fit(check: Check, value: unknown, as: string): void {
  const problems = check(value);
  if (problems.length > 0)
    throw errors.RECORD_INVALID([`${as} it breaks its type: ${describeProblems(problems)}`]);
}

function convert({ from: { type, version }, convert: by }: Upcast, value: unknown): unknown {
  try {
    return by(value as never);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw errors.RECORD_INVALID([`its upcast from version ${version} of ${type} failed (${why})`], {
      cause,
    });
  }
}
