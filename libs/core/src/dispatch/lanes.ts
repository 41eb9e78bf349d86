/** One record's turn in a lane. */
interface Lane<T> {
  readonly key: string;
  readonly waiting: T[];
  head: number;
}

/**
 * Runs tasks so that those of one key go one after the other, in order, and those of different keys
 * side by side, at most `concurrency` at once. A lane that has more to do queues up behind the
 * others after each task: a hot key does not starve quiet ones.
 */
export class Lanes<T> {
  private readonly lanes = new Map<string, Lane<T>>();
  private ready: Lane<T>[] = [];
  private readyHead = 0;
  private active = 0;
  private stopped = false;
  private held = false;

  constructor(
    private concurrency: number,
    /** Must not reject. */
    private readonly run: (task: T) => Promise<void>,
  ) {}

  add(key: string, task: T): void {
    if (this.stopped) return;
    const lane = this.lanes.get(key);
    if (lane) {
      lane.waiting.push(task);
      return;
    }
    const made: Lane<T> = { key, waiting: [task], head: 0 };
    this.lanes.set(key, made);
    this.ready.push(made);
    this.fill();
  }

  /** From now on at most so many run at once; what runs goes on. */
  setConcurrency(concurrency: number): void {
    this.concurrency = concurrency;
    this.fill();
  }

  /** Begins nothing until `resume`; what runs goes on, what comes in waits. */
  pause(): void {
    this.held = true;
  }

  resume(): void {
    this.held = false;
    this.fill();
  }

  /** Begins nothing any more; what runs goes on. */
  stop(): void {
    this.stopped = true;
    this.ready = [];
    this.readyHead = 0;
    this.lanes.clear();
  }

  private fill(): void {
    if (this.held) return;
    while (this.active < this.concurrency && this.readyHead < this.ready.length) {
      const lane = this.ready[this.readyHead] as Lane<T>;
      this.readyHead += 1;
      if (this.readyHead > 1024) {
        this.ready.splice(0, this.readyHead);
        this.readyHead = 0;
      }
      this.active += 1;
      const task = lane.waiting[lane.head] as T;
      lane.head += 1;
      void this.run(task).then(() => this.ended(lane));
    }
  }

  private ended(lane: Lane<T>): void {
    this.active -= 1;
    if (!this.stopped) {
      if (lane.head < lane.waiting.length) {
        if (lane.head > 256) {
          lane.waiting.splice(0, lane.head);
          lane.head = 0;
        }
        this.ready.push(lane);
      } else {
        this.lanes.delete(lane.key);
      }
    }
    this.fill();
  }
}
