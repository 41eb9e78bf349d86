import type { Logger } from '@metamorphosis/core';

/** A logger that takes the code out of what it is given: messages, facts and errors with their causes. */
export function redactingLogger(logger: Logger, redact: (text: string) => string): Logger {
  const clean = (value: unknown, depth = 0): unknown => {
    if (typeof value === 'string') return redact(value);
    if (typeof value !== 'object' || value === null || depth > 8) return value;
    if (Array.isArray(value)) return value.map((part) => clean(part, depth + 1));
    const parts = Object.entries(value).map(([key, part]) => [key, clean(part, depth + 1)]);
    if (!(value instanceof Error)) return Object.fromEntries(parts) as unknown;
    const { name, message, stack, cause } = value;
    const copy = new Error(redact(message));
    return Object.assign(copy, Object.fromEntries(parts), {
      name,
      stack: redact(stack ?? ''),
      ...(cause !== undefined && { cause: clean(cause, depth + 1) }),
    });
  };
  const cleanFacts = (facts: object): object => clean(facts) as object;
  return {
    debug: (facts, message) => logger.debug(cleanFacts(facts), redact(message)),
    info: (facts, message) => logger.info(cleanFacts(facts), redact(message)),
    warn: (facts, message) => logger.warn(cleanFacts(facts), redact(message)),
    error: (facts, message) => logger.error(cleanFacts(facts), redact(message)),
  };
}
