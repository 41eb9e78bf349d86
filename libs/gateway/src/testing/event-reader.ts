import { onTestFinished } from 'vitest';

/** An event as an EventSource tells it. */
export interface StreamEvent {
  readonly type: string;
  readonly data: string;
}

const DEADLINE_MS = 5_000;

/** Reads a stream of events as the HTML standard has it, and remembers what an EventSource would send when it comes back. */
export class EventReader {
  readonly events: StreamEvent[] = [];
  lastEventId = '';
  retryMs: number | undefined;
  ended = false;
  private handedOut = 0;
  private reading = true;
  private wake: () => void = () => undefined;
  private readonly gone = new AbortController();

  private constructor(readonly response: Response) {}

  /** Connects; the response is at hand when it resolves. It ends with the test. */
  static async open(url: string, init: RequestInit = {}): Promise<EventReader> {
    const gone = new AbortController();
    const headers = { accept: 'text/event-stream', ...(init.headers as Record<string, string>) };
    const response = await fetch(url, { ...init, headers, signal: gone.signal });
    const reader = new EventReader(response);
    reader.gone.signal.addEventListener('abort', () => gone.abort());
    onTestFinished(() => reader.close());
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
      void reader.read().catch(() => undefined);
    }
    return reader;
  }

  /** Leaves without a word. */
  close(): void {
    this.gone.abort();
    this.ended = true;
    this.wake();
  }

  /** Reads nothing until `resume`. */
  pause(): void {
    this.reading = false;
  }

  resume(): void {
    this.reading = true;
    this.wake();
  }

  /** The next answer, parsed. */
  async next(): Promise<Record<string, unknown>> {
    const { type, data } = await this.event();
    if (type !== 'next') throw new Error(`Got "${type}" instead of an answer.`);
    return JSON.parse(data) as Record<string, unknown>;
  }

  async event(): Promise<StreamEvent> {
    await this.until(() => this.events.length > this.handedOut, 'an event');
    this.handedOut += 1;
    return this.events[this.handedOut - 1] as StreamEvent;
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    while (!condition()) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`Waited for ${what}; got ${JSON.stringify(this.events)}`);
      await this.woken(left);
    }
  }

  private woken(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      const before = this.wake;
      this.wake = () => {
        clearTimeout(timer);
        before();
        resolve();
      };
    });
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    let id = '';
    let fields: { event: string; data: string[] } = { event: '', data: [] };
    try {
      for await (const chunk of this.response.body ?? []) {
        while (!this.reading) await this.woken();
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        for (const line of lines) {
          if (line === '') {
            this.lastEventId = id;
            if (fields.data.length > 0) {
              this.events.push({ type: fields.event || 'message', data: fields.data.join('\n') });
            }
            fields = { event: '', data: [] };
            continue;
          }
          const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
          if (name === 'data') fields.data.push(value);
          else if (name === 'event') fields.event = value;
          else if (name === 'id') id = value;
          else if (name === 'retry') this.retryMs = Number(value);
        }
        this.wake();
      }
    } finally {
      this.ended = true;
      this.wake();
    }
  }
}
