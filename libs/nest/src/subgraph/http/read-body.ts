import type { IncomingMessage } from 'node:http';
import { errors } from '@metamorphosis/contract';

/** How much of a refused body is still read, as a multiple of what is taken. */
const PATIENCE = 8;

/**
 * Reads a body whole. Rejects with PAYLOAD_TOO_LARGE when it is larger than `maxBytes`: once it has
 * been read and thrown away, so that its sender comes to read the answer, or at once when it is
 * larger by far. Rejects with the connection's error when the sender goes away meanwhile.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    const refuse = (): void => reject(errors.PAYLOAD_TOO_LARGE([maxBytes]));
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else chunks = [];
      if (bytes > maxBytes * PATIENCE) refuse();
    });
    request.on('end', () => {
      const [first] = chunks;
      if (bytes > maxBytes) refuse();
      else if (first !== undefined && chunks.length === 1) resolve(first);
      else resolve(Buffer.concat(chunks, bytes));
    });
    // Node tells of a sender that went away as an error (ECONNRESET).
    request.on('error', reject);
    // Whoever went away before anybody came to read is told of no more.
    if (request.destroyed && !request.complete)
      reject(errors.BAD_REQUEST(['The request broke off.']));
    if (Number(request.headers['content-length'] ?? 0) > maxBytes * PATIENCE) refuse();
  });
}
