/** Structured logging, as the usual libraries have it (pino, for one). */
export interface Logger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Logs nothing. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A logger whose every line bears `facts` beside its own. */
export function loggerWith(logger: Logger, facts: object): Logger {
  return {
    debug: (more, message) => logger.debug({ ...facts, ...more }, message),
    info: (more, message) => logger.info({ ...facts, ...more }, message),
    warn: (more, message) => logger.warn({ ...facts, ...more }, message),
    error: (more, message) => logger.error({ ...facts, ...more }, message),
  };
}
