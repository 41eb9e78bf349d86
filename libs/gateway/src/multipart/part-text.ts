import type { OutgoingHttpHeaders } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import { DEFER_SPEC } from '../http/media-type.js';

/** How a stream of parts is announced: Apollo's protocol for subscriptions over HTTP. */
export const MULTIPART: OutgoingHttpHeaders = {
  'content-type': 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
};

/** The same for an answer whose deferred parts follow. */
export const DEFERRED: OutgoingHttpHeaders = {
  'content-type': `multipart/mixed;boundary="graphql";deferSpec=${DEFER_SPEC}`,
};

/** Where a part ends and another may begin. Sent behind each part: clients read up to it. */
const BOUNDARY = '\r\n--graphql';

/** Stands before the first part. */
export const OPENING = BOUNDARY;

/** One answer. */
export function answerPart(body: string): string {
  return part(`{"payload":${body}}`);
}

/** One payload of an answer with deferred parts. */
export function payloadPart(body: string): string {
  return part(body);
}

/** The stream cannot go on, whatever the operation says. */
export function failurePart(errors: readonly GraphQLFormattedError[]): string {
  return part(JSON.stringify({ payload: null, errors }));
}

/**
 * Nothing new. The cursor stands in a header of the part: clients take every body but `{}` for an
 * answer.
 */
export function heartbeatPart(cursor: string | undefined): string {
  return part('{}', cursor === undefined ? '' : `${CURSOR_HEADER}: ${cursor}\r\n`);
}

/** Behind the last part. */
export const CLOSING = '--\r\n';

const CURSOR_HEADER = 'x-cursor';

function part(json: string, headers = ''): string {
  return `\r\ncontent-type: application/json\r\n${headers}\r\n${json}${BOUNDARY}`;
}
