import { randomFillSync } from 'node:crypto';

/** A W3C trace context (https://www.w3.org/TR/trace-context/), taken apart. */
export interface TraceContext {
  /** 32 lower-case hex digits: the whole trace. */
  readonly traceId: string;
  /** 16 lower-case hex digits: the one who calls. */
  readonly parentId: string;
  readonly sampled: boolean;
}

// A version above 00 may carry more after the flags; what we know of it stands in front all the same.
const PATTERN = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NO_TRACE = '0'.repeat(32);
const NO_PARENT = '0'.repeat(16);

/** Takes a `traceparent` apart; undefined when it is none, as the standard tells: start anew then. */
export function parseTraceparent(text: string | undefined): TraceContext | undefined {
  const match = text === undefined ? null : PATTERN.exec(text);
  if (match === null) return undefined;
  const [, version, traceId = '', parentId = '', flags = '', rest] = match;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (traceId === NO_TRACE || parentId === NO_PARENT) return undefined;
  return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The header's text. */
export function formatTraceparent({ traceId, parentId, sampled }: TraceContext): string {
  return `00-${traceId}-${parentId}-${sampled ? '01' : '00'}`;
}

/**
 * The `traceparent` to send on: the same trace under an id of our own, or a new, unsampled trace
 * when `parent` is missing or no trace context.
 */
export function childTraceparent(parent?: string): string {
  const context = parseTraceparent(parent);
  const own = randomHex(8);
  return context === undefined
    ? formatTraceparent({ traceId: randomHex(16), parentId: own, sampled: false })
    : formatTraceparent({ ...context, parentId: own });
}

/** Filled at once for many ids: on its own the call of the system costs more than the rest of an id. */
const pool = Buffer.alloc(4096);
let next = pool.length;

function randomHex(bytes: number): string {
  if (next + bytes > pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  next += bytes;
  const hex = pool.toString('hex', next - bytes, next);
  return /[1-9a-f]/.test(hex) ? hex : randomHex(bytes);
}
