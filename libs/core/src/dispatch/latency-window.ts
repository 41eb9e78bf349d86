const SLOTS = 10;
const SLOT_MS = 1000;
/** Eight steps for each doubling: an error of at most an eighth. */
const STEPS = 8;
const BUCKETS = 240;

interface Slot {
  /** Which second it counts. */
  second: number;
  count: number;
  readonly buckets: Uint32Array;
}

/**
 * Durations of the last ten seconds, as rate and quantiles. Taking one in costs a few additions and no
 * memory, however many there are.
 */
export class LatencyWindow {
  private readonly slots: readonly Slot[] = Array.from({ length: SLOTS }, () => ({
    second: -1,
    count: 0,
    buckets: new Uint32Array(BUCKETS),
  }));

  private readonly bornAt: number;

  constructor(now = Date.now()) {
    this.bornAt = now;
  }

  /** Takes in a duration that ended at `now`. */
  add(ms: number, now = Date.now()): void {
    const second = Math.floor(now / SLOT_MS);
    const slot = this.slots[second % SLOTS] as Slot;
    if (slot.second !== second) {
      slot.second = second;
      slot.count = 0;
      slot.buckets.fill(0);
    }
    slot.count += 1;
    const bucket = bucketOf(ms);
    slot.buckets[bucket] = (slot.buckets[bucket] as number) + 1;
  }

  /** How many a second over the window, or since it began. */
  rate(now = Date.now()): number {
    const count = this.current(now).reduce((sum, slot) => sum + slot.count, 0);
    const seconds = Math.min((now - this.bornAt) / 1000, SLOTS - 1 + (now % SLOT_MS) / SLOT_MS);
    return count / Math.max(seconds, 1);
  }

  /** The duration below which a share of them lies; undefined without any. */
  quantile(share: number, now = Date.now()): number | undefined {
    const slots = this.current(now);
    const total = slots.reduce((sum, slot) => sum + slot.count, 0);
    if (total === 0) return undefined;
    let left = Math.ceil(total * share);
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      for (const slot of slots) left -= slot.buckets[bucket] as number;
      if (left <= 0) return upperEdgeOf(bucket);
    }
    return upperEdgeOf(BUCKETS - 1);
  }

  private current(now: number): readonly Slot[] {
    const newest = Math.floor(now / SLOT_MS);
    return this.slots.filter(({ second }) => second > newest - SLOTS && second <= newest);
  }
}

function bucketOf(ms: number): number {
  const whole = Math.max(0, Math.round(ms));
  if (whole < STEPS * 2) return whole;
  const power = 31 - Math.clz32(Math.min(whole, 2 ** 31 - 1));
  const step = (Math.min(whole, 2 ** 31 - 1) >>> (power - 3)) & (STEPS - 1);
  return STEPS * 2 + (power - 4) * STEPS + step;
}

function upperEdgeOf(bucket: number): number {
  if (bucket < STEPS * 2) return bucket;
  const power = Math.floor((bucket - STEPS * 2) / STEPS) + 4;
  const step = (bucket - STEPS * 2) % STEPS;
  return 2 ** power + (step + 1) * 2 ** (power - 3) - 1;
}
