import type { IncomingMessage } from 'node:http';
import { errors } from '@metamorphosis/contract';

/**
 * Reads a body whole. Rejects with PAYLOAD_TOO_LARGE as soon as it is, or says it will be, larger
 * than `maxBytes`; what is still on its way is thrown away, so that the connection stays usable.
 * Rejects with the connection's error when the caller goes away meanwhile.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const refuse = (): void => {
      request.removeAllListeners('data');
      request.resume();
      reject(errors.PAYLOAD_TOO_LARGE([maxBytes]));
    };
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
      refuse();
      return;
    }
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) refuse();
      else chunks.push(chunk);
    });
    request.on('end', () => {
      const [first] = chunks;
      resolve(first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks, bytes));
    });
    // Node tells of a caller that went away while sending as an error (ECONNRESET).
    request.on('error', reject);
  });
}
