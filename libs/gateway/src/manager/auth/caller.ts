import type { IncomingMessage } from 'node:http';
import { parse } from 'graphql';
import { located, refusal, type Answer, type RequestContext } from '@metamorphosis/federation';
import type { Caller } from '../../http/caller.js';
import { contextOfHeaders } from '../../http/request-context.js';
import type { AuthGate } from './auth-gate.js';
import { presentedCodes } from './presented-codes.js';

const HEADER = 'x-auth-code';
const CLIENT_HEADERS = ['x-client-name', 'apollographql-client-name'];
const MAX_CLIENT_NAME = 60;
/** Who is not known yet may not keep us busy with reading. */
const MAX_TOKENS = 5000;

/**
 * Whoever asks the manager. An operation is admitted when every code that came with it is right, and one
 * came with the request or with each of its root fields.
 */
export function createCallers(
  gate: AuthGate,
  redact: (text: string) => string,
): (request: IncomingMessage, init?: Readonly<Record<string, unknown>>) => Caller {
  return (request, init) => {
    const address = request.socket.remoteAddress ?? 'unknown';
    const general = [request.headers[HEADER], init?.[HEADER], init?.['authCode']]
      .flat()
      .filter((code): code is string => typeof code === 'string' && code !== '');
    const context: RequestContext = {
      ...contextOfHeaders(request),
      subject: redact(nameOf(request, init, address)),
    };
    return {
      context,
      admit: async ({ query, operationName, variables }, signal) => {
        const own = codesOf(query, operationName ?? undefined, variables ?? {});
        const suffices = general.length > 0 || own.complete;
        const codes = suffices ? [...general, ...own.codes] : [];
        const refused = await gate.admit(codes, address, signal);
        return refused && refusalOf(refused);
      },
    };
  };
}

function codesOf(...[query, name, variables]: [string, string | undefined, object]): {
  readonly codes: readonly string[];
  readonly complete: boolean;
} {
  try {
    const document = parse(query, { maxTokens: MAX_TOKENS });
    return presentedCodes(document, name, variables as Readonly<Record<string, unknown>>);
  } catch {
    // What is wrong with it is told to those who are admitted by the request.
    return { codes: [], complete: false };
  }
}

function nameOf(
  { headers }: IncomingMessage,
  init: Readonly<Record<string, unknown>> | undefined,
  address: string,
): string {
  const name = CLIENT_HEADERS.map((header) => headers[header] ?? init?.[header]).find(
    (value) => typeof value === 'string' && value !== '',
  );
  if (typeof name !== 'string') return address;
  const shown = name.replaceAll(/[^\x20-\x7e]/g, '?');
  return `${address} (${shown.length > MAX_CLIENT_NAME ? `${shown.slice(0, MAX_CLIENT_NAME)}...` : shown})`;
}

function refusalOf(error: Parameters<typeof located>[0]): Answer {
  return refusal([located(error)], (failure) => failure.toJSON());
}
