import { Tally } from './tally.ts';

/** What a reader is told by its environment. */
export function readerEnvironment(): { brokers: string[]; group: string; topic: string } {
  const [brokers, group, topic] = ['KAFKA_BROKERS', 'BENCH_GROUP', 'BENCH_TOPIC'].map(
    (name) => process.env[name] ?? '',
  );
  return { brokers: (brokers ?? '').split(','), group: group ?? '', topic: topic ?? '' };
}

/** Tells the parent what is seen whenever it asks, and ends with it. */
export function serveReader(): { readonly tally: Tally; ready(): void } {
  const tally = new Tally();
  process.on('message', () => process.send?.({ kind: 'seen', seen: tally.seen }));
  process.once('disconnect', () => process.exit());
  process.once('SIGTERM', () => process.exit());
  return { tally, ready: () => process.send?.({ kind: 'ready' }) };
}
