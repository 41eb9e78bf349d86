import type { Taker } from '../subscription/taker.js';

/** Takes one value at a time: asking for the next one says that the last one was taken care of. */
export class Pulled<Value, End> implements Taker<Value, End> {
  private readonly steps: { readonly step: IteratorResult<Value, End>; taken(): void }[] = [];
  private takenLast: () => void = () => undefined;
  private wake: () => void = () => undefined;

  take(value: Value): Promise<void> {
    return new Promise((taken) => {
      this.steps.push({ step: { done: false, value }, taken });
      this.wake();
    });
  }

  end(how: End): void {
    this.steps.push({ step: { done: true, value: how }, taken: () => undefined });
    this.wake();
  }

  async next(): Promise<IteratorResult<Value, End>> {
    this.takenLast();
    for (;;) {
      const first = this.steps.shift();
      if (first) {
        this.takenLast = () => first.taken();
        return first.step;
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
