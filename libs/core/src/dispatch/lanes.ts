/** What is to be done in one key's turn. */
interface Lane<T> {
  readonly key: string;
  readonly waiting: T[];
  head: number;
  /** Goes before what waits. */
  urgent: T[] | undefined;
  /** Nothing of it is begun until something urgent comes, or `wake`. */
  asleep: boolean;
}

/**
 * Runs tasks so that those of one key go one after the other, in order, and those of different keys
 * side by side, at most `concurrency` at once. A lane that has more to do queues up behind the
 * others after each task: a hot key does not starve quiet ones.
 */
export class Lanes<T> {
  private readonly lanes = new Map<string, Lane<T>>();
  private readonly sleeping = new Set<Lane<T>>();
  private ready: Lane<T>[] = [];
  private readyHead = 0;
  private active = 0;
  private stopped = false;
  private held = false;

  constructor(
    private concurrency: number,
    /**
     * Must not reject. `'again'` leaves the task the first of its lane, which sleeps until something urgent
     * comes or it is woken.
     */
    private readonly run: (task: T) => Promise<'again' | void>,
  ) {}

  add(key: string, task: T): void {
    if (this.stopped) return;
    const lane = this.lanes.get(key);
    if (lane) lane.waiting.push(task);
    else this.begin(key, [task], undefined);
  }

  /** Adds a task that goes before everything that waits in its lane. */
  addUrgent(key: string, task: T): void {
    if (this.stopped) return;
    const lane = this.lanes.get(key);
    if (lane) {
      (lane.urgent ??= []).push(task);
      this.rouse(lane);
      this.fill();
    } else this.begin(key, [], [task]);
  }

  private begin(key: string, waiting: T[], urgent: T[] | undefined): void {
    const lane: Lane<T> = { key, waiting, head: 0, urgent, asleep: false };
    this.lanes.set(key, lane);
    this.ready.push(lane);
    this.fill();
  }

  /** Lets all lanes that sleep try again. */
  wake(): void {
    if (this.sleeping.size === 0) return;
    for (const lane of [...this.sleeping]) this.rouse(lane);
    this.fill();
  }

  private rouse(lane: Lane<T>): void {
    if (!lane.asleep) return;
    lane.asleep = false;
    this.sleeping.delete(lane);
    this.ready.push(lane);
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
    this.sleeping.clear();
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
      const urgent = lane.urgent?.shift();
      const task = urgent === undefined ? (lane.waiting[lane.head++] as T) : urgent;
      void this.run(task).then((answer) => this.ended(lane, task, answer));
    }
  }

  private ended(lane: Lane<T>, task: T, answer: 'again' | void): void {
    this.active -= 1;
    if (!this.stopped) {
      if (answer === 'again') {
        lane.head -= 1;
        lane.waiting[lane.head] = task;
        lane.asleep = true;
        this.sleeping.add(lane);
        if (lane.urgent?.length) this.rouse(lane);
      } else if (lane.urgent?.length || lane.head < lane.waiting.length) {
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
