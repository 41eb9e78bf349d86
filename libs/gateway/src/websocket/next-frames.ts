import { MessageType } from 'graphql-ws';

/** A text message in one piece (RFC 6455, section 5.2). Servers do not mask. */
const WHOLE_TEXT = 0x81;
/** Longer bodies are not copied for each reader. */
const COPIED_BYTES = 16_384;

/**
 * Frames `next` messages. An answer that goes to many is written once: what is made for each of them is
 * the beginning, with the id of its operation.
 */
export class NextFrames {
  private body = '';
  /** The body, and what closes the message. */
  private rest = Buffer.alloc(0);

  /** One frame, in the pieces in which it is to be written. */
  of(id: string, body: string): readonly [Buffer] | readonly [Buffer, Buffer] {
    if (body !== this.body) {
      this.body = body;
      this.rest = Buffer.from(`${body}}`);
    }
    const { rest } = this;
    const beginning = `{"id":${JSON.stringify(id)},"type":"${MessageType.Next}","payload":`;
    const beginningBytes = Buffer.byteLength(beginning);
    const length = beginningBytes + rest.length;
    const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
    const isCopied = rest.length <= COPIED_BYTES;
    const frame = Buffer.allocUnsafe(headBytes + (isCopied ? length : beginningBytes));
    frame[0] = WHOLE_TEXT;
    if (headBytes === 2) frame[1] = length;
    else if (headBytes === 4) {
      frame[1] = 126;
      frame.writeUInt16BE(length, 2);
    } else {
      frame[1] = 127;
      frame.writeBigUInt64BE(BigInt(length), 2);
    }
    frame.write(beginning, headBytes);
    if (!isCopied) return [frame, rest];
    rest.copy(frame, headBytes + beginningBytes);
    return [frame];
  }
}
