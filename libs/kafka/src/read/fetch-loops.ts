import { pause, type LogRecord } from '@metamorphosis/core';
import { Backoff } from '../client/backoff.js';
import type { KafkaCluster } from '../client/cluster.js';
import { keyOf, listOffsets } from '../client/offsets.js';
import { CODE, KafkaRefusal, MOVED } from '../errors.js';
import type { CompiledOptions } from '../options.js';
import { decodeRecordSet } from '../records/record-decoder.js';
import { fetchRequest, type FetchPart, type FetchResult } from './fetch-request.js';
import type { Holding } from './holding.js';
import type { TopicWatch } from './topic-watch.js';

/** What fetching needs, and whom it tells. */
export interface FetchContext {
  readonly cluster: KafkaCluster;
  readonly watch: TopicWatch;
  readonly options: CompiledOptions;
  readonly holdings: readonly Holding[];
  /** Aborted when the holdings are given up. */
  readonly over: AbortSignal;
  readonly deliver: (holding: Holding, records: readonly LogRecord[]) => void;
  /** Asks anew where the partitions are. Never rejects. */
  readonly refresh: () => Promise<void>;
  readonly trouble: (what: string, reason: unknown) => void;
  readonly well: (what: string) => void;
}

interface Wanted extends FetchPart {
  readonly holding: Holding;
  readonly sought: number;
}

const NOT_NOW_MS = 100;

/**
 * Fetches what is held: one request under way per broker, over the partitions that can take
 * records now. What was fetched is handed over at once, so no partition waits for another.
 */
export class FetchLoops {
  readonly #context: FetchContext;
  readonly #running = new Map<number, Promise<void>>();
  readonly #idle = new Set<() => void>();
  #turn = 0;

  constructor(context: FetchContext) {
    this.#context = context;
  }

  /** Something may be fetched that could not before. */
  wake(): void {
    for (const rouse of this.#idle) rouse();
    if (!this.#context.over.aborted) this.#start();
  }

  #start(): void {
    const { holdings, watch } = this.#context;
    for (const { assignment } of holdings) {
      const leader = watch.leader(assignment);
      if (leader === undefined || this.#running.has(leader)) continue;
      const loop = this.#loop(leader).finally(() => this.#running.delete(leader));
      this.#running.set(leader, loop);
    }
  }

  async #loop(leader: number): Promise<void> {
    const { over, options, trouble, well } = this.#context;
    const backoff = new Backoff(options.maxBackoffMs);
    const name = `fetch ${leader}`;
    while (!over.aborted && this.#leads(leader)) {
      const wanted = this.#wanted(leader);
      if (wanted.length === 0) {
        await this.#rest();
        continue;
      }
      try {
        const results = await this.#fetch(leader, wanted);
        if (over.aborted) return;
        well(name);
        backoff.reset();
        await this.#handle(wanted, results);
      } catch (error) {
        if (over.aborted) return;
        trouble(name, error);
        await pause(backoff.next(), over);
        await this.#context.refresh();
      }
    }
    well(name);
  }

  // Until something may be fetched; some partition may be due after a while by itself.
  async #rest(): Promise<void> {
    const roused = new AbortController();
    const rouse = (): void => roused.abort();
    const { over } = this.#context;
    this.#idle.add(rouse);
    over.addEventListener('abort', rouse, { once: true });
    await pause(NOT_NOW_MS, roused.signal);
    over.removeEventListener('abort', rouse);
    this.#idle.delete(rouse);
  }

  #leads(leader: number): boolean {
    const { holdings, watch } = this.#context;
    return holdings.some(({ assignment }) => watch.leader(assignment) === leader);
  }

  // Beginning with another partition each time: the broker fills its answer in the order asked.
  #wanted(leader: number): readonly Wanted[] {
    const { holdings, watch } = this.#context;
    const now = performance.now();
    const found = holdings.flatMap((holding): Wanted[] => {
      const { assignment, position, sought } = holding;
      if (position === undefined || !holding.isFetchable(now)) return [];
      if (watch.leader(assignment) !== leader) return [];
      const { topic, partition } = assignment;
      return [{ topic, partition, position, sought, holding }];
    });
    const first = found.length === 0 ? 0 : this.#turn++ % found.length;
    return [...found.slice(first), ...found.slice(0, first)];
  }

  #fetch(leader: number, wanted: readonly Wanted[]): Promise<readonly FetchResult[]> {
    const { cluster, options } = this.#context;
    const { fetchMaxWaitMs: maxWaitMs, maxBytesPerPartition, requestTimeoutMs } = options;
    const make = (): ReturnType<typeof fetchRequest> =>
      fetchRequest(wanted, { maxWaitMs, maxBytesPerPartition });
    const timeoutMs = maxWaitMs + requestTimeoutMs;
    return cluster.send(cluster.link(leader), make, { timeoutMs, lane: 1 });
  }

  async #handle(wanted: readonly Wanted[], results: readonly FetchResult[]): Promise<void> {
    const byKey = new Map(wanted.map((entry) => [keyOf(entry), entry]));
    let isMoved = false;
    for (const result of results) {
      const entry = byKey.get(keyOf(result));
      if (entry === undefined || !isCurrent(entry)) continue;
      const { holding } = entry;
      const what = `fetch ${keyOf(result)}`;
      try {
        if (result.errorCode === CODE.NONE) this.#accept(entry, result);
        else if (MOVED.includes(result.errorCode)) {
          isMoved = true;
          throw new KafkaRefusal(result.errorCode, what);
        } else if (result.errorCode === CODE.OFFSET_OUT_OF_RANGE) await this.#recover(entry);
        else throw new KafkaRefusal(result.errorCode, what);
        this.#context.well(what);
      } catch (error) {
        holding.notBefore = performance.now() + NOT_NOW_MS;
        // A moved leader is no trouble yet: it mends itself, or the topic is found to be gone.
        if (!MOVED.includes(result.errorCode)) this.#context.trouble(what, error);
      }
    }
    if (isMoved) await this.#context.refresh();
  }

  #accept(entry: Wanted, { aborted, data }: FetchResult): void {
    const { holding, position } = entry;
    const { records, next } = decodeRecordSet(data, entry, position, aborted);
    if (next === position) return;
    holding.fetched(records, next);
    this.#context.deliver(holding, holding.take());
  }

  /** The position is not in the log: records were dropped, or it is one of another incarnation. */
  async #recover(entry: Wanted): Promise<void> {
    const { cluster, watch, options } = this.#context;
    const { holding, position } = entry;
    const [earliest = 0, end = 0] = await Promise.all(
      (['earliest', 'end'] as const).map(async (which) =>
        (await listOffsets(cluster, watch.topics, [entry], which)).get(keyOf(entry)),
      ),
    );
    if (!isCurrent(entry) || (position >= earliest && position <= end)) return;
    const { topic, partition } = entry;
    const facts = { topic, partition, position, earliest, end };
    options.logger.error(facts, 'the position is not in the log; reading from the earliest record');
    holding.seek(earliest);
  }
}

function isCurrent({ holding, sought }: Wanted): boolean {
  return holding.state === 'held' && holding.sought === sought;
}
