/** Somebody whose heart beats. */
export interface Beating {
  beat(): void;
}

const SLOTS = 16;

/** Lets many hearts beat, each once in a period, spread over it: one timer for all of them. */
export class Heartbeats {
  private readonly slots = Array.from({ length: SLOTS }, () => new Set<Beating>());
  private readonly timer: ReturnType<typeof setInterval>;
  private at = 0;

  constructor(everyMs: number) {
    this.timer = setInterval(() => this.tick(), Math.max(1, everyMs / SLOTS));
  }

  /** It beats for the first time a period from now. Answers what `delete` needs. */
  add(one: Beating): number {
    this.slots[this.at]?.add(one);
    return this.at;
  }

  delete(one: Beating, slot: number): void {
    this.slots[slot]?.delete(one);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    this.at = (this.at + 1) % SLOTS;
    for (const one of [...(this.slots[this.at] ?? [])]) one.beat();
  }
}
