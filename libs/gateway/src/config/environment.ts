import { parse } from 'yaml';
import { didYouMean } from '@metamorphosis/core';
import { entryOf, type ConfigSchema } from './config-schema.js';

/** What the variables begin with that set something of a gateway. */
export const ENVIRONMENT_PREFIX = 'METAMORPHOSIS_GATEWAY__';

/** Variables that other processes know, too. */
export const SHARED_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  HOST: ['listen', 'host'],
  PORT: ['listen', 'port'],
  METAMORPHOSIS_MODE: ['mode'],
};

/** A value that a variable sets. */
export interface Override {
  readonly variable: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The variable that sets what stands at a path: `METAMORPHOSIS_GATEWAY__LISTEN__PORT`. */
export function variableOf(path: readonly string[]): string {
  return `${ENVIRONMENT_PREFIX}${path.map(shouted).join('__')}`;
}

/** What the environment sets; what it does not understand becomes a problem. */
export function readOverrides(
  environment: Readonly<Record<string, string | undefined>>,
  schema: ConfigSchema,
  file: unknown,
): { readonly overrides: readonly Override[]; readonly problems: readonly string[] } {
  const overrides: Override[] = [];
  const problems: string[] = [];
  for (const [variable, path] of Object.entries(SHARED_VARIABLES)) {
    const raw = environment[variable]?.trim();
    if (raw) overrides.push({ variable, path, value: valueOf(raw, leafAt(schema, path)) });
  }
  for (const [variable, given] of Object.entries(environment)) {
    const raw = given?.trim();
    if (!variable.startsWith(ENVIRONMENT_PREFIX) || !raw) continue;
    const parts = variable.slice(ENVIRONMENT_PREFIX.length).split('__');
    const found = follow(schema, file, parts);
    if ('unknown' in found) problems.push(`${variable}: ${found.unknown}`);
    else overrides.push({ variable, path: found.path, value: valueOf(raw, found.schema) });
  }
  return { overrides, problems };
}

function leafAt(schema: ConfigSchema, path: readonly string[]): ConfigSchema {
  return path.reduce<ConfigSchema>((at, key) => at.properties?.[key] ?? {}, schema);
}

type Followed =
  | { readonly path: readonly string[]; readonly schema: ConfigSchema }
  | { readonly unknown: string };

/** Finds the keys that the parts of a variable stand for. */
function follow(root: ConfigSchema, file: unknown, parts: readonly string[]): Followed {
  const path: string[] = [];
  let schema = root;
  let value = file;
  for (const part of parts) {
    const known = Object.keys(schema.properties ?? {});
    const key = known.find((one) => shouted(one) === part);
    const entry = entryOf(schema);
    if (key !== undefined) {
      path.push(key);
      schema = schema.properties?.[key] ?? {};
    } else if (entry) {
      // Names of its own: those of the file, else the part in lower case.
      const named = Object.keys(isMap(value) ? value : {}).find((one) => shouted(one) === part);
      path.push(named ?? part.toLowerCase().replaceAll('_', '-'));
      schema = entry;
    } else {
      const hint = didYouMean(part, known.map(shouted));
      const allowed = known.map(shouted).join(', ') || 'nothing';
      return {
        unknown: `"${part}" is not known here: ${hint ? `${hint} ` : ''}allowed are ${allowed}`,
      };
    }
    value = isMap(value) ? value[path.at(-1) ?? ''] : undefined;
  }
  return { path, schema };
}

/** Texts stay texts; lists may be written with commas. */
function valueOf(raw: string, { type, enum: words }: ConfigSchema): unknown {
  if (type === 'string' || words) return raw;
  if (type === 'boolean' && /^[01]$/.test(raw)) return raw === '1';
  if (type === 'array' && !raw.startsWith('[')) return raw.split(',').map((part) => part.trim());
  try {
    return parse(raw) as unknown;
  } catch {
    return raw;
  }
}

function shouted(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]/g, '_')
    .toUpperCase();
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
