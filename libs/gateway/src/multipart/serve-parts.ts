import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Answer, IncrementalAnswer } from '@metamorphosis/federation';
import { NO_BUFFERING } from '../streams/response-stream.js';
import { CLOSING, DEFERRED, OPENING, payloadPart } from './part-text.js';

/** How an answer in parts is sent. */
export interface PartsOptions {
  /** Takes out of a payload what nobody may read. */
  readonly redact: (body: string) => string;
  /** A client that takes nothing for so long is cut off. */
  readonly patienceMs: number;
}

/**
 * Sends an answer and its deferred parts, each as it is there and no faster than the client reads.
 * Resolves when all is sent or the client has gone; never rejects for the client's sake.
 */
export async function serveParts(
  response: ServerResponse,
  payloads: AsyncIterable<string>,
  { redact, patienceMs }: PartsOptions,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(200, { ...NO_BUFFERING, ...DEFERRED });
  let text = OPENING;
  for await (const payload of payloads) {
    const taken = await write(response, text + payloadPart(redact(payload)), gone, patienceMs);
    if (!taken) return;
    text = '';
  }
  response.end(CLOSING);
}

/** An answer without deferred parts, for clients that take nothing but parts. */
export async function* onePayload(answer: Answer): AsyncGenerator<string> {
  yield `${answer.body().slice(0, -1)},"hasNext":false}`;
}

/** Whether an answer comes in parts. */
export function isIncremental(answer: Answer | IncrementalAnswer): answer is IncrementalAnswer {
  return Symbol.asyncIterator in answer;
}

/** False when nobody reads any more. */
async function write(
  response: ServerResponse,
  text: string,
  gone: AbortController,
  patienceMs: number,
): Promise<boolean> {
  if (gone.signal.aborted || response.destroyed) return false;
  if (response.write(text)) return true;
  try {
    const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(patienceMs)]);
    await once(response, 'drain', { signal });
    return true;
  } catch {
    response.destroy();
    return false;
  }
}
