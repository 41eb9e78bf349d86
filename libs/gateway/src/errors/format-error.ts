import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { errors, PUBLIC_MARK } from '@metamorphosis/contract';
import type { Logger } from '@metamorphosis/core';
import type { ErrorFormatter } from '@metamorphosis/federation';

const VISIBLE: ReadonlySet<string> = new Set(errors.visibleCodes);

/**
 * Decides what a client reads of an error. Errors whose code the catalogue calls visible, and those
 * that a subgraph marked as meant for clients, keep message and details. Of all others a client outside development learns that something failed, and
 * where; the log has the rest. In development nothing is held back.
 */
export function createErrorFormatter(
  mode: 'development' | 'production',
  logger: Logger,
): ErrorFormatter {
  return (error) => {
    const code = codeOf(error);
    const isMeant = error.extensions[PUBLIC_MARK] === true;
    if (code !== undefined && (isMeant || VISIBLE.has(code))) return readable(error, code);
    logger.error({ err: error.originalError ?? error, path: error.path, code }, 'A request failed');
    if (mode === 'development') return readable(error, code ?? 'INTERNAL_ERROR');
    return {
      message: 'Something went wrong here. Its operators can find out what.',
      ...(error.locations && { locations: error.locations }),
      ...(error.path && { path: error.path }),
      extensions: { code: 'INTERNAL_ERROR' },
    };
  };
}

function codeOf(error: GraphQLError): string | undefined {
  const { code } = error.extensions;
  return typeof code === 'string' ? code : undefined;
}

function readable(error: GraphQLError, code: string): GraphQLFormattedError {
  const { stacktrace: _, [PUBLIC_MARK]: __, ...details } = error.extensions;
  return { ...error.toJSON(), extensions: { ...details, code } };
}
