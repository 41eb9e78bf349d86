import type { PartitionRange } from '@metamorphosis/core';

interface Sample {
  /** The end of the partition... */
  readonly end: number;
  /** ...when it was first seen there, milliseconds since the epoch. */
  readonly at: number;
}

/** Samples that are kept of a partition. */
const MAX_SAMPLES = 512;

/**
 * When records came onto the log, as far as somebody looked: from the ends of partitions, seen again and
 * again. Ages are never too high; what was there before the first look is as old as that look.
 */
export class LagAges {
  private readonly partitions = new Map<string, Sample[]>();

  /** Takes in where partitions end now. */
  note(ranges: readonly PartitionRange[], now: number): void {
    for (const { topic, partition, end } of ranges) {
      const key = `${topic}/${partition}`;
      const samples = this.partitions.get(key) ?? [];
      const last = samples.at(-1);
      // A topic that was made anew begins again.
      if (last && end < last.end) samples.length = 0;
      if (samples.at(-1)?.end === end) continue;
      samples.push({ end, at: now });
      this.partitions.set(key, samples.length > MAX_SAMPLES ? thinned(samples) : samples);
    }
  }

  /** Milliseconds for which the record at an offset has been there, at least; undefined when nobody saw it. */
  ageMs(
    { topic, partition }: Pick<PartitionRange, 'topic' | 'partition'>,
    offset: number,
    now: number,
  ): number | undefined {
    const samples = this.partitions.get(`${topic}/${partition}`) ?? [];
    const seen = samples.find(({ end }) => end > offset);
    return seen && Math.max(0, now - seen.at);
  }
}

/** Half of the older half: the oldest are known less exactly. What is left out counts as coming with its successor. */
function thinned(samples: readonly Sample[]): Sample[] {
  const middle = samples.length / 2;
  return samples.filter((_, i) => i >= middle || i % 2 === 1);
}
