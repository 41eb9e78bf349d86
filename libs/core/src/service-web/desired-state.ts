import { wishKey, type ConsumerWishes, type Wish } from '@metamorphosis/contract';

/** What is wanted of a consumer on a node; absent: nobody has said, the node's configuration holds. */
export type WantedOfConsumer = { readonly [K in keyof ConsumerWishes]?: ConsumerWishes[K] };

interface Standing {
  readonly wish: Wish;
  readonly version: number;
}

/** What operators want, as far as it was read: the newest wish of each key, by version. */
export class DesiredState {
  private readonly standing = new Map<string, Standing>();
  private newest = -1;

  /** The version of what was read last; -1 before the first. */
  get version(): number {
    return this.newest;
  }

  /** Takes a wish in. One that is older than what stands under its key changes nothing. */
  apply(wish: Wish, version: number): void {
    this.newest = Math.max(this.newest, version);
    const key = wishKey(wish);
    if ((this.standing.get(key)?.version ?? -1) >= version) return;
    this.standing.set(key, { wish, version });
  }

  /** Notes that everything up to a version was read, whatever it said. */
  passed(version: number): void {
    this.newest = Math.max(this.newest, version);
  }

  /** The wish that stands under a key of `wishKey`, and its version. */
  standingUnder(key: string): { readonly wish: Wish; readonly version: number } | undefined {
    return this.standing.get(key);
  }

  /** What holds for a consumer on a node: of the wish for all nodes and the one for this node the newer. */
  ofConsumer(node: string, service: string, consumer: string): WantedOfConsumer {
    const wanted: { -readonly [K in keyof WantedOfConsumer]: WantedOfConsumer[K] } = {};
    const path = `${service}/${consumer}`;
    const processes = this.newer(`processes/${path}`, node);
    if (processes?.setting === 'processes' && processes.value !== null) {
      wanted.processes = processes.value;
    }
    const concurrency = this.newer(`concurrency/${path}`, node);
    if (concurrency?.setting === 'concurrency' && concurrency.value !== null) {
      wanted.concurrency = concurrency.value;
    }
    const paused = this.newer(`paused/${path}`, node);
    if (paused?.setting === 'paused' && paused.value !== null) wanted.paused = paused.value;
    const recycling = this.newer(`recycling/${path}`, node);
    if (recycling?.setting === 'recycling' && recycling.value !== null) {
      wanted.recycling = recycling.value;
    }
    return wanted;
  }

  /** Whether a node is to run nothing. */
  isDrained(node: string): boolean {
    const wish = this.newer('drained', node);
    return wish?.setting === 'drained' && wish.value === true;
  }

  private newer(path: string, node: string): Wish | undefined {
    const own = this.standing.get(`${path}/${node}`);
    const all = this.standing.get(`${path}/*`);
    if (!own || !all) return (own ?? all)?.wish;
    return own.version > all.version ? own.wish : all.wish;
  }
}
