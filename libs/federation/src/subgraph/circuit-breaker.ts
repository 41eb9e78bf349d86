/** When a subgraph is left alone for a while. */
export interface BreakerOptions {
  /** The part of the requests that has to fail. @default 0.5 */
  readonly failureShare?: number;
  /** Fewer than so many requests in the window prove nothing. @default 20 */
  readonly minRequests?: number;
  /** What is looked back on. @default 10000 */
  readonly windowMs?: number;
  /** How long nothing is asked then; one request probes after that. @default 2000 */
  readonly openMs?: number;
}

/** What holds where nothing else is said. */
export const DEFAULT_BREAKER = {
  failureShare: 0.5,
  minRequests: 20,
  windowMs: 10_000,
  openMs: 2_000,
} as const;

/** Told when it opens and when it closes again. */
export type BreakerListener = (state: 'open' | 'closed') => void;

type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'probing' };

/** Of one window; counts move on by buckets. */
const BUCKETS = 10;

interface Bucket {
  readonly begun: number;
  requests: number;
  failures: number;
}

/**
 * Keeps requests from a subgraph that fails most of them: it gets room to recover, and callers an
 * answer at once. After a while one request is let through; its outcome decides.
 */
export class CircuitBreaker {
  private state: State = { kind: 'closed' };
  private buckets: Bucket[] = [];
  private readonly options: Required<BreakerOptions>;

  constructor(
    options: BreakerOptions,
    private readonly listener: BreakerListener = () => undefined,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.options = { ...DEFAULT_BREAKER, ...options };
  }

  /** Whether a request may be sent. Who may has to tell its outcome, by `succeeded`, `failed` or `left`. */
  admits(): boolean {
    if (this.state.kind === 'closed') return true;
    if (this.state.kind === 'probing' || this.now() < this.state.until) return false;
    this.state = { kind: 'probing' };
    return true;
  }

  succeeded(): void {
    if (this.state.kind === 'closed') this.bucket().requests += 1;
    if (this.state.kind === 'probing') this.close();
  }

  failed(): void {
    if (this.state.kind === 'probing') this.open();
    if (this.state.kind !== 'closed') return;
    const bucket = this.bucket();
    bucket.requests += 1;
    bucket.failures += 1;
    if (this.isTooMuch()) this.open();
  }

  /** The caller went away: that proves nothing. */
  left(): void {
    // Another one has to probe.
    if (this.state.kind === 'probing') this.state = { kind: 'open', until: this.now() };
  }

  private open(): void {
    const wasClosed = this.state.kind === 'closed';
    this.state = { kind: 'open', until: this.now() + this.options.openMs };
    this.buckets = [];
    if (wasClosed) this.listener('open');
  }

  private close(): void {
    this.state = { kind: 'closed' };
    this.buckets = [];
    this.listener('closed');
  }

  private bucket(): Bucket {
    const now = this.now();
    const last = this.buckets.at(-1);
    if (last && now < last.begun + this.options.windowMs / BUCKETS) return last;
    const next = { begun: now, requests: 0, failures: 0 };
    this.buckets = this.buckets.filter(({ begun }) => begun > now - this.options.windowMs);
    this.buckets.push(next);
    return next;
  }

  private isTooMuch(): boolean {
    const oldest = this.now() - this.options.windowMs;
    let requests = 0;
    let failures = 0;
    for (const bucket of this.buckets) {
      if (bucket.begun <= oldest) continue;
      requests += bucket.requests;
      failures += bucket.failures;
    }
    const { minRequests, failureShare } = this.options;
    return requests >= minRequests && failures >= requests * failureShare;
  }
}
