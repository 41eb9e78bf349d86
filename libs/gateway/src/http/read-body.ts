import type { IncomingMessage } from 'node:http';
import { errors } from '@metamorphosis/contract';
import { HttpRefusal } from './http-refusal.js';

/** How much more than the limit is read and thrown away, so that the sender gets to read why. */
const DISCARDED_TIMES = 16;

/** Reads a body as UTF-8. Rejects with PAYLOAD_TOO_LARGE (413), or BAD_REQUEST when it broke off. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const tooLarge = (): void => {
      reject(new HttpRefusal(413, errors.PAYLOAD_TOO_LARGE([maxBytes]), { connection: 'close' }));
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else if (size > maxBytes * DISCARDED_TIMES) {
        request.pause();
        tooLarge();
      } else chunks.length = 0;
    });
    request.on('end', () => {
      if (size > maxBytes) tooLarge();
      else resolve(Buffer.concat(chunks).toString());
    });
    // Every request closes in the end; an error made for each would cost more than reading it.
    const broken = (): void => {
      if (!request.complete) {
        reject(new HttpRefusal(400, errors.BAD_REQUEST(['The request broke off.'])));
      }
    };
    request.on('error', broken);
    request.on('close', broken);
    // It may have broken off before anybody came to read it.
    if (request.destroyed) broken();
  });
}
