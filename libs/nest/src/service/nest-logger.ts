import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@metamorphosis/core';

/** Nest's own messages, in our log. Its start-up chatter is for debugging only. */
export function nestLogger(logger: Logger): LoggerService {
  const text = (message: unknown): string =>
    typeof message === 'string' ? message : JSON.stringify(message);
  return {
    log: (message: unknown) => logger.debug({ from: 'nest' }, text(message)),
    warn: (message: unknown) => logger.warn({ from: 'nest' }, text(message)),
    error: (message: unknown, ...rest: unknown[]) =>
      logger.error({ from: 'nest', rest }, text(message)),
  };
}
