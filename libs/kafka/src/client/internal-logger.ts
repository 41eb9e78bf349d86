import type { Logger } from '@metamorphosis/core';
import type { InternalLogger } from './kafkajs-internals.js';

/**
 * What kafkajs has to say, at debug level: its errors reach the caller anyway, and a broker that is
 * away is told once, by the health of readers and the errors of calls.
 */
export function internalLogger(logger: Logger): InternalLogger {
  const tell = (message: string, facts: object = {}): void => {
    logger.debug(facts, `kafkajs: ${message}`);
  };
  const internal: InternalLogger = {
    namespace: () => internal,
    // One line for each request and answer; building it costs more than some requests.
    debug: () => undefined,
    info: tell,
    warn: tell,
    error: tell,
  };
  return internal;
}
