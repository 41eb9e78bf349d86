/** Names under which secrets travel in this system. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'authCode',
  'authorization',
  'Authorization',
  'cookie',
  'password',
  'secret',
  'secrets',
  'token',
]);

const CENSOR = '[redacted]';

type Facts = Record<string, unknown>;

/**
 * The same facts, where the values of fields that bear a secret's name are replaced: of the facts themselves, and of those
 * that stand directly in them. What holds no secret is not copied, for every line comes through here; an Error under
 * `err` or `error` is left to its serializer.
 */
export function withoutSecrets(facts: Facts): Facts {
  let copy: Facts | undefined;
  for (const name in facts) {
    const value = facts[name];
    const shown = SECRET_NAMES.has(name)
      ? CENSOR
      : name === 'err' || name === 'error'
        ? value
        : censorFields(value);
    if (shown !== value) (copy ??= { ...facts })[name] = shown;
  }
  return copy ?? facts;
}

/** Replaces secrets among the fields of an object; anything else is returned as it is. */
export function censorFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  let copy: Facts | undefined;
  for (const name in value) {
    if (SECRET_NAMES.has(name)) (copy ??= { ...value })[name] = CENSOR;
  }
  return copy ?? value;
}
