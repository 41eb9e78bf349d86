/**
 * The offset below which everything is done. Records end in any order; a commit may only cover
 * what has ended without a gap, or a crash would lose what lies in the gap.
 */
export class Watermark {
  private readonly offsets: number[] = [];
  private readonly ended = new Set<number>();
  private head = 0;
  private mark: number | undefined;

  /** Reading begins here, and nothing has ended yet: what lies below is not to be read. */
  start(offset: number): void {
    this.mark ??= offset;
  }

  /** A record was taken in hand. Offsets come in ascending order, not necessarily without gaps. */
  begin(offset: number): void {
    this.offsets.push(offset);
  }

  /** A record that was taken in hand has ended. */
  end(offset: number): void {
    this.ended.add(offset);
    while (this.head < this.offsets.length) {
      const first = this.offsets[this.head] as number;
      if (!this.ended.delete(first)) break;
      this.mark = first + 1;
      this.head += 1;
    }
    // Drop what was passed in large steps only: shifting an array for every record costs more.
    if (this.head > 1024 && this.head * 2 > this.offsets.length) {
      this.offsets.splice(0, this.head);
      this.head = 0;
    }
  }

  /** The offset to commit: the next one to read after a restart. Undefined while nothing has ended, unless it was said where reading starts. */
  get next(): number | undefined {
    return this.mark;
  }

  /** The offset from which a successor goes on: the first record that has not ended. */
  get resume(): number | undefined {
    return this.offsets[this.head] ?? this.mark;
  }

  /** How many records are in hand. */
  get inHand(): number {
    return this.offsets.length - this.head - this.ended.size;
  }
}
