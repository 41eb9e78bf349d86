import type { GraphQLFormattedError } from 'graphql';
import { MessageType } from 'graphql-ws';
import type { MetamorphosisError } from '@metamorphosis/contract';

/** An answer that is JSON already: written once, however many read it. */
export function bodyMessage(id: string, body: string): string {
  return `{"id":${JSON.stringify(id)},"type":"${MessageType.Next}","payload":${body}}`;
}

/** Ends an operation with errors. */
export function errorMessage(id: string, errors: readonly GraphQLFormattedError[]): string {
  return JSON.stringify({ id, type: MessageType.Error, payload: errors });
}

/** Ends an operation with one error of the catalogue. */
export function refusalMessage(id: string, error: MetamorphosisError): string {
  const { code, message, details } = error;
  return errorMessage(id, [{ message, extensions: { ...details, code } }]);
}

/** Ends an operation. */
export function completeMessage(id: string): string {
  return JSON.stringify({ id, type: MessageType.Complete });
}

/** Asks whether the client is there, and tells it something on the way. */
export function pingMessage(payload: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ type: MessageType.Ping, payload });
}
