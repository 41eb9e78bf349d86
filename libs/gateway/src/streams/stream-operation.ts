import type { ServerResponse } from 'node:http';
import type { Logger } from '@metamorphosis/core';
import type { Answer, CompiledOperation, RequestContext } from '@metamorphosis/federation';
import type { AccessEntry } from '../access-log/access-log.js';
import type { GraphqlRequest } from '../http/graphql-request.js';
import { atExpiry } from '../identity/at-expiry.js';
import type { LoadCounter } from '../limits/load.js';
import { expiredBody, tokenExpired } from './expired-body.js';
import { LiveDelivery } from './live-delivery.js';
import { ResponseStream } from './response-stream.js';
import type { StreamFormat } from './stream-format.js';
import type { Streams } from './streams.js';

/** What streams over HTTP need. */
export interface StreamOptions {
  readonly streams: Streams;
  readonly heartbeatMs: number;
  readonly logger: Logger;
  readonly load: LoadCounter;
}

/** An operation whose answers are streamed, or the answer to one that was refused. */
export type Streamed =
  | {
      readonly operation: CompiledOperation;
      readonly asked: GraphqlRequest;
      readonly context: RequestContext;
      readonly cursor: string | undefined;
      /** When the caller's token ends, and the subscription with it. */
      readonly expiresAt?: number | undefined;
      /** Told how it ended. @default nobody is */
      readonly entry?: Pick<AccessEntry, 'answered'> | undefined;
    }
  | { readonly refused: Pick<Answer, 'body' | 'errors'> };

/**
 * Answers a request by a stream: a refusal, or all answers of the operation and then the end. Ends
 * with the client. Never rejects.
 */
export async function streamOperation(
  response: ServerResponse,
  streamed: Streamed,
  format: StreamFormat,
  options: StreamOptions,
): Promise<void> {
  const { streams, heartbeatMs, logger } = options;
  const ending = new AbortController();
  response.once('close', () => ending.abort());
  let delivery: LiveDelivery | undefined;
  let expired: { readonly cursor: string | undefined } | undefined;
  let left: { readonly cursor: string | undefined } | undefined;
  const stream = new ResponseStream(response, {
    headers: format.headers,
    heartbeatMs,
    load: options.load,
    heartbeat: () => format.heartbeat(delivery?.cursor()),
  });
  const write = ({ body }: { readonly body: string }, cursor?: string): Promise<void> =>
    stream.write(format.answer(body, cursor));

  const run = async (): Promise<void> => {
    if ('refused' in streamed) return write({ body: streamed.refused.body() });
    const { operation, asked, cursor, entry } = streamed;
    const context = { ...streamed.context, signal: ending.signal };
    const live =
      operation.kind === 'subscription'
        ? await operation.subscribe(asked.variables, context, cursor)
        : await operation.execute(asked.variables, context);
    if ('executed' in live) {
      entry?.answered(live.errors);
      return write({ body: live.body() });
    }
    const own = new LiveDelivery(live, options.load);
    delivery = own;
    stopWith(ending.signal, own);
    // A client that drops before its first event comes back with this.
    void stream.writeHeartbeat();
    const refused = await own.run((next) => write({ body: next.answer.body() }, next.cursor));
    if (!refused) return;
    entry?.answered(refused.errors);
    await write({ body: refused.body() });
  };

  void stream.write(format.opening);
  const running = run();
  const forget = streams.add({
    goAway: () => {
      // What has one answer is finished here.
      if ('refused' in streamed || streamed.operation.kind !== 'subscription') return;
      left = { cursor: delivery?.cursor() };
      ending.abort();
    },
  });
  const expiresAt = 'refused' in streamed ? undefined : streamed.expiresAt;
  const forgetExpiry = atExpiry(expiresAt, () => {
    if (left) return;
    expired = { cursor: delivery?.cursor() };
    ending.abort();
  });
  try {
    await running;
    if (expired) {
      if ('entry' in streamed) streamed.entry?.answered([tokenExpired(expired.cursor)]);
      await write({ body: expiredBody(expired.cursor) });
    }
    stream.end(left ? format.goAway(left.cursor) : format.complete);
  } catch (error) {
    logger.error({ err: error }, 'A stream failed');
    response.destroy();
  } finally {
    forget();
    forgetExpiry();
  }
}

/** Stops a delivery once the signal is given. */
export function stopWith(signal: AbortSignal, delivery: LiveDelivery): void {
  if (signal.aborted) delivery.stop();
  else signal.addEventListener('abort', () => delivery.stop(), { once: true });
}
