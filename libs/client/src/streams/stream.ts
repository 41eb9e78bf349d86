import {
  answerError,
  ClientError,
  isClientError,
  type AnswerError,
} from '../errors/client-error.js';
import { isAboutToken, LATER } from '../errors/error-codes.js';
import type { Token } from '../requests/token.js';
import { pause } from '../retry/pause.js';
import { delayMs, pauseMs, type RetryPolicy } from '../retry/retry-options.js';
import { Inbox } from './inbox.js';
import type { StreamAnswer } from './line.js';
import type { Lines } from './lines.js';

/** Events of a subscription, in order, each once, across lost connections. */
export interface Stream<TData>
  extends AsyncIterableIterator<TData, undefined, undefined>, AsyncDisposable {
  /**
   * Where the stream stands after the event last taken: whoever subscribes with it, later or elsewhere, misses nothing.
   * Undefined before the gateway has told one.
   */
  readonly cursor: string | undefined;
  /** Resolves once the gateway has begun: from here on nothing is missed. Rejects when it refuses. */
  readonly opened: Promise<void>;
  /** Ends the subscription; the iteration ends, too. */
  close(): void;
}

/** What a subscription is made of. */
export interface StreamRequest {
  readonly text: string;
  readonly variables: object;
  readonly cursor: string | undefined;
  readonly signal: AbortSignal;
  readonly maxBufferedEvents: number;
  /**
   * Whether answers tell how something stands, so that a subscription that comes back is told first what it knows. A state that
   * was told already is not told again.
   */
  readonly tellsState: boolean;
  readonly onPartial: ((errors: readonly AnswerError[]) => void) | undefined;
}

/** What the subscription is served by. */
export interface StreamParts {
  readonly lines: Lines;
  readonly token: Token;
  readonly policy: RetryPolicy;
}

type End =
  | { readonly kind: 'completed' | 'full' }
  | { readonly kind: 'lost'; readonly cause: unknown; readonly fatal: boolean }
  | { readonly kind: 'refused'; readonly errors: readonly AnswerError[] };

interface Event<TData> {
  readonly data: TData;
  readonly cursor: string | undefined;
}

/** A subscription that comes back with its cursor for as long as it is wanted. */
export class ResumingStream<TData> implements Stream<TData> {
  readonly opened: Promise<void>;
  private readonly inbox = new Inbox<Event<TData>>();
  private readonly ending = new AbortController();
  private readonly opening = Promise.withResolvers<void>();
  /** Where the gateway goes on when the subscription comes back. */
  private resumeAt: string | undefined;
  private takenAt: string | undefined;
  /** Connections lost since anything was last heard. */
  private losses = 0;
  /** Refusals since the last event. */
  private refusals = 0;
  private lastTold = '';

  constructor(
    private readonly request: StreamRequest,
    private readonly parts: StreamParts,
  ) {
    this.resumeAt = request.cursor;
    this.takenAt = request.cursor;
    this.opened = this.opening.promise;
    // Whoever does not ask is told by the iteration.
    this.opened.catch(() => undefined);
    void this.run();
  }

  get cursor(): string | undefined {
    return this.takenAt;
  }

  close(): void {
    this.ending.abort();
  }

  async next(): Promise<IteratorResult<TData, undefined>> {
    const result = await this.inbox.next();
    if (result.done) return result;
    this.takenAt = result.value.cursor ?? this.takenAt;
    return { done: false, value: result.value.data };
  }

  return(): Promise<IteratorResult<TData, undefined>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  private async run(): Promise<void> {
    const signal = AbortSignal.any([this.request.signal, this.ending.signal]);
    const unwant = this.parts.lines.want();
    try {
      while (await this.attemptAndDecide(signal));
      this.inbox.close();
    } catch (error) {
      if (this.ending.signal.aborted) this.inbox.abandon();
      else if (this.request.signal.aborted) this.inbox.abandon({ error });
      else this.inbox.close({ error });
      this.opening.reject(error);
    } finally {
      unwant();
      this.opening.resolve();
    }
  }

  /** Makes one attempt; true when there is to be another one. Throws what ends the stream. */
  private async attemptAndDecide(signal: AbortSignal): Promise<boolean> {
    const end = await this.attempt(signal);
    const { policy, token } = this.parts;
    switch (end.kind) {
      case 'completed':
        return false;
      case 'full':
        await this.drained(signal);
        return true;
      case 'lost': {
        const { cause, fatal } = end;
        if (fatal) {
          if (isClientError(cause)) throw cause;
          throw new ClientError('RESPONSE_INVALID', closeText(cause), { cause });
        }
        const asked = isClientError(cause) ? pauseMs(cause, this.losses, policy) : undefined;
        await pause(asked ?? delayMs(this.losses, policy), signal);
        this.losses += 1;
        return true;
      }
      case 'refused': {
        const error = answerError(end.errors);
        const cursor = end.errors[0]?.extensions?.['cursor'];
        if (typeof cursor === 'string') this.resumeAt = cursor;
        this.refusals += 1;
        const helps = isAboutToken(error.code) ? token.refuse(token.last) : LATER.has(error.code);
        const wanted = pauseMs(error, this.refusals - 1, policy);
        if (!helps || wanted === undefined || this.refusals >= policy.maxAttempts) throw error;
        await pause(wanted, signal);
        return true;
      }
    }
  }

  private attempt(signal: AbortSignal): Promise<End> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const finish = (end: End): void => {
        signal.removeEventListener('abort', aborted);
        resolve(end);
      };
      let stop = (): void => undefined;
      const leave = (end: End): void => {
        stop();
        finish(end);
      };
      const aborted = (): void => {
        stop();
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', aborted, { once: true });
      const { text, variables } = this.request;
      stop = this.parts.lines.subscribe({
        text,
        variables,
        cursor: this.resumeAt,
        moved: (cursor) => {
          this.resumeAt = cursor;
          if (this.inbox.size === 0) this.takenAt = cursor;
          this.heard();
        },
        answered: (answer) => {
          const end = this.take(answer);
          if (end) leave(end);
        },
        refused: (errors) => finish({ kind: 'refused', errors }),
        lost: (cause, fatal) => finish({ kind: 'lost', cause, fatal }),
        completed: () => finish({ kind: 'completed' }),
      });
    });
  }

  /** Takes an event in; answers how the attempt ends when it is not to go on. */
  private take({ data, errors = [], extensions }: StreamAnswer): End | undefined {
    const { tellsState, maxBufferedEvents, onPartial } = this.request;
    // An event of which nothing could be loaded is asked for again: the cursor stays before it.
    if (data === undefined || data === null) return { kind: 'refused', errors };
    if (errors.length > 0) onPartial?.(errors);
    const cursor = typeof extensions?.cursor === 'string' ? extensions.cursor : undefined;
    this.resumeAt = cursor ?? this.resumeAt;
    this.refusals = 0;
    this.heard();
    if (tellsState) {
      const told = JSON.stringify(data);
      if (told === this.lastTold) return undefined;
      this.lastTold = told;
    }
    this.inbox.push({ data: data as TData, cursor });
    const full = this.resumeAt !== undefined && this.inbox.size >= maxBufferedEvents;
    return full ? { kind: 'full' } : undefined;
  }

  private heard(): void {
    this.losses = 0;
    this.opening.resolve();
  }

  private drained(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const aborted = (): void => reject(signal.reason as Error);
      signal.throwIfAborted();
      signal.addEventListener('abort', aborted, { once: true });
      this.inbox.onTaken = () => {
        if (this.inbox.size > this.request.maxBufferedEvents / 2) return;
        this.inbox.onTaken = undefined;
        signal.removeEventListener('abort', aborted);
        resolve();
      };
    });
  }
}

function closeText(cause: unknown): string {
  const { code, reason } = cause as { code?: number; reason?: string };
  return `The gateway closed the connection: ${code ?? 'no code'} ${reason ?? ''}`.trim();
}
