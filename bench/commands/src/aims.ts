import type { ContenderName } from './contender.ts';
import type { Measured, Slice } from './measure.ts';
import { median } from './statistics.ts';

type Value = (slice: Slice) => number;
const p50: Value = ({ p50Ms }) => p50Ms;
const rate: Value = ({ perSecond }) => perSecond;

/** What a figure of one contender is held to. */
interface Aim {
  readonly what: string;
  readonly inFlight: number;
  readonly value: Value;
  readonly of: ContenderName;
  /** Divided by the figure of this contender in the same round. Absent: the figure itself. */
  readonly by?: ContenderName;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

const [alo, eo] = ['at-least-once', 'effectively-once'] as const;

const AIMS: readonly Aim[] = [
  {
    ...{ what: 'no database: p50, of bare', of: alo, by: 'raw', value: p50 },
    ...{ inFlight: 1, atMost: 1.5, unit: 'x' },
  },
  {
    ...{ what: "no database: ClientKafka's p50, of ours", of: 'client-kafka', by: alo, value: p50 },
    ...{ inFlight: 1, atLeast: 5, unit: 'x' },
  },
  ...([64, 256].map((inFlight) => ({
    ...{ what: 'no database: commands a second, of bare', of: alo, by: 'raw', value: rate },
    ...{ inFlight, atLeast: 0.5, unit: 'x' },
  })) as Aim[]),
  {
    ...{ what: 'effectively-once: p50, of by hand', of: eo, by: 'one-transaction', value: p50 },
    ...{ inFlight: 1, atMost: 1, unit: 'x' },
  },
  ...([64, 256].map((inFlight) => ({
    ...{ what: 'effectively-once: commands a second, of by hand', value: rate },
    ...{ of: eo, by: 'one-transaction', inFlight, atLeast: 1, unit: 'x' },
  })) as Aim[]),
  {
    ...{ what: 'embedded: p50', of: 'embedded', value: p50 },
    ...{ inFlight: 1, atMost: 5, unit: ' ms' },
  },
  ...([64, 256].map((inFlight) => ({
    ...{ what: 'embedded: commands a second', of: 'embedded', value: rate },
    ...{ inFlight, atLeast: 3000, unit: '' },
  })) as Aim[]),
];

/** A line of the second table. */
export interface Judged {
  readonly what: string;
  readonly inFlight: number;
  readonly aim: string;
  readonly reached: string;
  readonly isReached: boolean;
}

/** Holds what was measured against the aims. Ratios are taken round by round, and their median counts. */
export function judge(measured: Measured): readonly Judged[] {
  return AIMS.flatMap((aim): Judged[] => {
    const { what, inFlight, of, by, value, unit, atMost, atLeast } = aim;
    const own = measured.get(of)?.get(inFlight);
    const others = by === undefined ? own : measured.get(by)?.get(inFlight);
    if (own === undefined || others === undefined) return [];
    const each = own.map((slice, round) =>
      by === undefined ? value(slice) : value(slice) / value(others[round] as Slice),
    );
    const found = median(each);
    const isReached = found <= (atMost ?? Infinity) && found >= (atLeast ?? -Infinity);
    const bound = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
    const shown = found >= 100 ? Math.round(found).toString() : found.toFixed(2);
    return [{ what, inFlight, aim: `${bound}${unit}`, reached: `${shown}${unit}`, isReached }];
  });
}
