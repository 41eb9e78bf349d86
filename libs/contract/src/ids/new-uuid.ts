import { v7 } from 'uuid';
import { randomBytes16 } from './random-bytes.js';

let lastMs = 0;
let sequence = 0;

/** A new id whose order follows the time of its making, also within a millisecond (UUIDv7, RFC 9562). */
export function newUuid(): string {
  const random = randomBytes16();
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    sequence = new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1;
  } else {
    // A clock that was set back must not make older ids; a sequence at its end borrows from the future.
    sequence = (sequence + 1) >>> 0;
    if (sequence === 0) lastMs += 1;
  }
  return v7({ random, msecs: lastMs, seq: sequence });
}
