import { pino, type DestinationStream } from 'pino';
import type { Logger } from '@metamorphosis/core';
import { currentContext } from '../context/propagation.js';
import { prettyStream } from './pretty-stream.js';
import { censorFields, withoutSecrets } from './without-secrets.js';

/** The least severe lines that are written. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** How a process logs. */
export interface LoggerOptions {
  /** Who speaks: the process or the part of it. */
  readonly name: string;
  /** @default 'info' */
  readonly level?: LogLevel;
  /** One readable line a message in place of JSON. @default false */
  readonly pretty?: boolean;
  /** Where lines go. @default standard output */
  readonly destination?: DestinationStream;
}

/** An error and its causes as facts, without secrets that it holds. */
const serializeError = (error: Error): unknown =>
  censorFields(pino.stdSerializers.errWithCause(error));

/**
 * A logger that writes one JSON object a line: `level` by name, `time` as RFC 3339, the facts, and
 * the correlation id and trace of the work that runs. Values of fields that bear a secret's name
 * are replaced by `[redacted]`.
 */
export function createLogger(options: LoggerOptions): Logger {
  const { name, level = 'info', pretty = false, destination } = options;
  const settings = {
    name,
    level,
    base: { name },
    // Pino's own redaction by paths takes longer than all the rest of a line.
    formatters: { level: (label: string) => ({ level: label }), log: withoutSecrets },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => ({ ...currentContext() }),
    serializers: { err: serializeError, error: serializeError },
  };
  const sink = destination ?? pino.destination({ fd: 1, sync: true });
  return pino(settings, pretty ? prettyStream(sink) : sink);
}
