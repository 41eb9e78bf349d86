import { onTestFinished } from 'vitest';
import { EventReader } from './event-reader.js';
import type { TestGateway } from './start-gateway.js';
import { Watch, type Received } from './watch.js';

/** The answers of one subscription, in order, refusals and the last error included. */
export interface Answers {
  /** Resolves when the gateway has the subscription, or has refused it. */
  opened(): Promise<void>;
  next(): Promise<Received>;
}

/** Subscribes by one of the protocols, as whoever the headers say. */
export type Transport = (
  bed: TestGateway,
  query: string,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answers>;

const JSON_BODY = { 'content-type': 'application/json' };

const overWebSocket: Transport = async (bed, query, headers = {}) => {
  const watch = new Watch(bed.client({ connectionParams: headers }), { query });
  return {
    opened: () => watch.opened(),
    // It ends by an error instead of an answer.
    next: () =>
      watch
        .next()
        .catch(async () => ({ errors: (await watch.over()) as NonNullable<Received['errors']> })),
  };
};

const overEventStream: Transport = async (bed, query, headers = {}) => {
  const reader = await EventReader.open(bed.gateway.url, {
    method: 'POST',
    headers: { ...JSON_BODY, ...headers },
    body: JSON.stringify({ query }),
  });
  return {
    opened: () => reader.until(() => reader.lastEventId !== '', 'the subscription to open'),
    next: () => reader.next(),
  };
};

const overSingleConnection: Transport = async (bed, query, headers = {}) => {
  const { url } = bed.gateway;
  const token = await (await fetch(url, { method: 'PUT', headers })).text();
  const reader = await EventReader.open(`${url}?token=${token}`, { headers });
  const named = { ...headers, 'x-graphql-event-stream-token': token };
  await bed.post({ query, extensions: { operationId: 'a' } }, named);
  return {
    opened: () => reader.until(() => reader.lastEventId !== '', 'the subscription to open'),
    next: async () => (await reader.next())['payload'] as Received,
  };
};

const overMultipart: Transport = async (bed, query, headers = {}) => {
  const gone = new AbortController();
  onTestFinished(() => gone.abort());
  const response = await fetch(bed.gateway.url, {
    method: 'POST',
    headers: { ...JSON_BODY, accept: 'multipart/mixed;subscriptionSpec=1.0', ...headers },
    body: JSON.stringify({ query }),
    signal: gone.signal,
  });
  if (!response.body) throw new Error('There is nothing to read.');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const part = async (): Promise<string> => {
    for (;;) {
      const end = text.indexOf('\r\n--graphql', 1);
      if (end >= 0) {
        const found = text.slice(0, end);
        text = text.slice(end);
        return found;
      }
      const { value, done } = await reader.read();
      if (done) throw new Error(`It ended instead: ${text}`);
      text += value;
    }
  };
  return {
    opened: async () => {
      while (!text.includes('x-cursor')) text += (await reader.read()).value ?? '';
    },
    next: async () => {
      for (;;) {
        const body = (await part()).split('\r\n\r\n')[1] ?? '{}';
        const { payload } = JSON.parse(body) as { payload?: Received };
        if (payload) return payload;
      }
    },
  };
};

/** Every way by which clients subscribe. */
export const TRANSPORTS: readonly (readonly [name: string, transport: Transport])[] = [
  ['WebSocket', overWebSocket],
  ['SSE', overEventStream],
  ['SSE with one connection for all', overSingleConnection],
  ['multipart', overMultipart],
];
