/** One answer: its status and the size of its body as it came over the wire. */
export interface HttpAnswer {
  readonly status: number;
  readonly bytes: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const CHUNKS_END = Buffer.from('0\r\n\r\n');

/** Counts the answers on one connection that never has more than one request under way. */
export class HttpAnswers {
  readonly #onAnswer: (answer: HttpAnswer) => void;
  #pending: Buffer = Buffer.alloc(0);

  constructor(onAnswer: (answer: HttpAnswer) => void) {
    this.#onAnswer = onAnswer;
  }

  read(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const headEnd = this.#pending.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#pending.toString('latin1', 0, headEnd).toLowerCase();
    const bodyStart = headEnd + HEAD_END.length;
    const bytes = this.#pending.length - bodyStart;
    const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
    const isComplete =
      length === undefined
        ? this.#pending.subarray(-CHUNKS_END.length).equals(CHUNKS_END)
        : bytes >= Number(length);
    if (!isComplete) return;
    this.#pending = Buffer.alloc(0);
    this.#onAnswer({ status: Number(head.slice(9, 12)), bytes });
  }
}
