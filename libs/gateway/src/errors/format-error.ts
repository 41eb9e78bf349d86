import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { errors, PUBLIC_MARK, type ErrorCode } from '@metamorphosis/contract';
import type { Logger } from '@metamorphosis/core';
import { SubgraphError, type ErrorFormatter } from '@metamorphosis/federation';
import { createFailureLog } from './failure-log.js';
import { OF_THE_GATEWAYS_REQUEST, withoutInternals } from './subgraph-facts.js';

/** What clients read of errors. */
export interface ErrorOptions {
  /** Names the subgraph that failed, in message or `extensions.subgraph`. @default in development */
  readonly subgraphNames?: boolean;
  /** Subgraphs whose errors are all meant for clients, with whatever code. @default none */
  readonly shown?: readonly string[];
  /** False: what is wrong with a document is told without proposing other names of the schema. @default true */
  readonly schemaIsTold?: boolean;
}

const INTERNAL = 'INTERNAL_ERROR' satisfies ErrorCode;
const VISIBLE: ReadonlySet<string> = new Set(errors.visibleCodes);

/** What a client learns of a subgraph that it is not told the name of. */
const NAMELESS: Readonly<Partial<Record<string, string>>> = {
  SUBGRAPH_UNAVAILABLE: 'What this field needs did not answer. Try again later.',
  SUBGRAPH_INVALID_RESPONSE: 'What this field needs gave no valid answer.',
} satisfies Partial<Record<ErrorCode, string>>;

/**
 * Decides what a client reads of an error. Errors whose code the catalogue calls visible, and those
 * that a subgraph marked as meant for clients, keep message and details; what a subgraph thinks of the gateway's own
 * request is none of them. Of all others a client outside development learns that something failed, and
 * where; the log has the rest. In development nothing is held back.
 */
export function createErrorFormatter(
  mode: 'development' | 'production',
  logger: Logger,
  { subgraphNames = mode === 'development', shown = [], schemaIsTold = true }: ErrorOptions = {},
): ErrorFormatter {
  const log = createFailureLog(logger);
  const trusted = new Set(shown);
  const named = (error: GraphQLError): GraphQLFormattedError['extensions'] =>
    subgraphNames && error instanceof SubgraphError ? { subgraph: error.subgraph } : undefined;

  return (error) => {
    const code = codeOf(error);
    const nameless = code === undefined || subgraphNames ? undefined : NAMELESS[code];
    if (nameless !== undefined) {
      log(error, code);
      return { ...placeOf(error), message: nameless, extensions: { code } };
    }
    const details = { ...withoutInternals(error.extensions), ...named(error) };
    const told = {
      ...error.toJSON(),
      ...(!schemaIsTold && { message: withoutProposals(error.message) }),
      extensions: { ...details, code: code ?? INTERNAL },
    };
    if (isReadable(error, code, trusted)) return told;
    log(error, code);
    if (mode === 'development') return told;
    return {
      ...placeOf(error),
      message: 'Something went wrong here. Its operators can find out what.',
      extensions: { ...named(error), code: INTERNAL },
    };
  };
}

/** graphql-js names what it finds nearby in the schema. */
function withoutProposals(message: string): string {
  return message.replace(PROPOSAL, '');
}

const PROPOSAL = / Did you mean .*\?$/s;

function isReadable(
  error: GraphQLError,
  code: string | undefined,
  trusted: ReadonlySet<string>,
): boolean {
  if (error instanceof SubgraphError && trusted.has(error.subgraph)) return true;
  if (code === undefined) return false;
  if (error.extensions[PUBLIC_MARK] === true) return true;
  if (!VISIBLE.has(code)) return false;
  return !(error instanceof SubgraphError && OF_THE_GATEWAYS_REQUEST.has(code));
}

function codeOf(error: GraphQLError): string | undefined {
  const { code } = error.extensions;
  return typeof code === 'string' ? code : undefined;
}

function placeOf({
  locations,
  path,
}: GraphQLError): Pick<GraphQLFormattedError, 'locations' | 'path'> {
  return { ...(locations && { locations }), ...(path && { path }) };
}
