import { setTimeout as pause } from 'node:timers/promises';
import { anEvent, type StockEvent } from './event.ts';

/** What one slice cost the server. */
export interface Cost {
  readonly published: number;
  readonly cpuMicros: number;
  readonly seconds: number;
}

/** What a server is asked. */
export type Question =
  | { readonly kind: 'memory' }
  | { readonly kind: 'publish'; readonly perSecond: number; readonly ms: number };

/** The server's side of the bench: tells where it listens, publishes as it is asked, and says what that took. */
export function serve(
  url: string,
  streams: number,
  publish: (stream: number, event: StockEvent) => unknown,
): void {
  const answers = async (question: Question): Promise<number | Cost> => {
    if (question.kind === 'memory') {
      globalThis.gc?.();
      return process.memoryUsage().rss;
    }
    const before = process.cpuUsage();
    const begin = performance.now();
    let published = 0;
    for (let passed = 0; passed < question.ms; passed = performance.now() - begin) {
      // As many as are due by now: a timer that comes late must not lower the rate.
      const due = Math.floor((passed / 1000) * question.perSecond);
      for (; published < due; published++) {
        const stream = published % streams;
        await publish(stream, anEvent(stream, published));
      }
      await pause(2);
    }
    const { user, system } = process.cpuUsage(before);
    const seconds = (performance.now() - begin) / 1000;
    return { published, cpuMicros: user + system, seconds };
  };
  process.on('message', (question: Question) => {
    void answers(question).then((answer) => process.send?.(answer));
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ url });
}
