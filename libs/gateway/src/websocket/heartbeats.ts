/** Somebody whose heart beats. */
export interface Beating {
  beat(): void;
}

const SLOTS = 64;

/**
 * Lets many hearts beat, each once in a period, spread over it: one timer for all of them. Those that come together, as
 * all clients do after a restart, do not beat together: that would hold up everybody else.
 */
export class Heartbeats {
  private readonly slots = Array.from({ length: SLOTS }, () => new Set<Beating>());
  private readonly timer: ReturnType<typeof setInterval>;
  private at = 0;
  private lastFilled = 0;

  constructor(everyMs: number) {
    this.timer = setInterval(() => this.tick(), Math.max(1, everyMs / SLOTS));
  }

  /** It beats for the first time within a period from now. Answers what `delete` needs. */
  add(one: Beating): number {
    this.lastFilled = (this.lastFilled + 1) % SLOTS;
    this.slots[this.lastFilled]?.add(one);
    return this.lastFilled;
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
