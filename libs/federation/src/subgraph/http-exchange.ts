import type { Dispatcher } from 'undici';

/** An HTTP answer, whole. */
export interface HttpReply {
  readonly status: number;
  readonly text: string;
}

/**
 * Sends one request and reads its answer as UTF-8. By the pool's lowest interface: an answer that
 * is read as a whole needs no stream. Rejects with what broke the exchange, the signal's reason,
 * or a TimeoutError.
 */
export function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal | undefined,
  timeoutMs: number,
): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) reject(signal.reason as Error);
    else dispatcher.dispatch(options, new Exchange(resolve, reject, signal, timeoutMs));
  });
}

const BYTE_ORDER_MARK = 0xfeff;

class Exchange implements Dispatcher.DispatchHandler {
  private readonly timer: ReturnType<typeof setTimeout>;
  private over: Error | undefined;
  private status = 0;
  private readonly chunks: Buffer[] = [];
  private controller: Dispatcher.DispatchController | undefined;

  constructor(
    private readonly resolve: (reply: HttpReply) => void,
    private readonly reject: (error: unknown) => void,
    private readonly signal: AbortSignal | undefined,
    timeoutMs: number,
  ) {
    this.timer = setTimeout(() => this.cut(timeoutError(timeoutMs)), timeoutMs);
    signal?.addEventListener('abort', this.abort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.over) controller.abort(this.over);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number): void {
    this.status = status;
    // An answer that only announces another one is followed by it.
    this.chunks.length = 0;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.done();
    const [first] = this.chunks;
    const whole = this.chunks.length === 1 && first ? first : Buffer.concat(this.chunks);
    const text = whole.toString();
    this.resolve({
      status: this.status,
      text: text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text,
    });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.done();
    this.reject(error);
  }

  private readonly abort = (): void => this.cut(this.signal?.reason as Error);

  private done(): void {
    clearTimeout(this.timer);
    this.signal?.removeEventListener('abort', this.abort);
  }

  private cut(reason: Error): void {
    this.over = reason;
    this.done();
    if (this.controller) this.controller.abort(reason);
    // It still waits for a connection; when it gets one, it ends there.
    this.reject(reason);
  }
}

function timeoutError(ms: number): Error {
  return new DOMException(`No answer within ${ms} ms.`, 'TimeoutError');
}
