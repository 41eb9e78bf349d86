import { errors } from '@metamorphosis/contract';
import { SETTINGS, type Settings } from './settings.js';

/**
 * Reads the settings of a process. Throws CONFIGURATION_INVALID that names every wrong variable, what
 * is wrong with it and what it is for. A variable that is set to nothing counts as not set.
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Settings {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { env, schema, meaning, secret }] of Object.entries(SETTINGS)) {
    const raw = environment[env]?.trim();
    const result = schema.safeParse(raw === '' ? undefined : raw);
    if (result.success) values[name] = result.data;
    else {
      const shown = secret === true ? '(not shown)' : `"${raw ?? ''}"`;
      const why = result.error.issues.map((issue) => issue.message).join(', ');
      problems.push(`  ${env}=${shown}: ${why}. ${meaning}`);
    }
  }
  if (problems.length > 0) {
    throw errors.CONFIGURATION_INVALID([`The environment is not right:\n${problems.join('\n')}`]);
  }
  return values as Settings;
}

/** The settings that differ from the defaults, for the log: secrets redacted. */
export function shownSettings(settings: Settings): Record<string, unknown> {
  const defaults = readSettings({});
  return Object.fromEntries(
    Object.entries(SETTINGS).flatMap(([name, { env, secret }]) => {
      const key = name as keyof Settings;
      if (JSON.stringify(settings[key]) === JSON.stringify(defaults[key])) return [];
      return [[env, secret === true ? '(set)' : settings[key]]];
    }),
  );
}
