import { join } from 'node:path';
import { Peer, type PeerOptions } from './peer.ts';

/** Where a contender stands, and on what. */
export interface Ground {
  /** The environment of its processes: services, a namespace and a data folder of its own. */
  readonly env: NodeJS.ProcessEnv;
  readonly profileDirectory?: string;
}

/** A path that runs. */
export interface Running {
  /** Makes the calls. */
  readonly asker: Peer;
  /** The processes whose CPU time is the path's. */
  readonly counted: readonly Peer[];
  /** All of them, in the order in which they end. */
  readonly all: readonly Peer[];
}

/** One way of a command to its worker and back. */
export interface Contender {
  /** Its row in the table. */
  readonly title: string;
  /** Whether it stands on Kafka, Redis and PostgreSQL, or on files. */
  readonly stack: 'services' | 'embedded';
  readonly start: (ground: Ground) => Promise<Running>;
}

const peers = join(import.meta.dirname, 'peers');
const apps = join(import.meta.dirname, '../../../apps');

function optionsOf({ env, profileDirectory }: Ground, ...args: readonly string[]): PeerOptions {
  return { env, args, ...(profileDirectory !== undefined && { profileDirectory }) };
}

/** A worker and, once that is up, an asker. */
function pair(asker: string, worker: string, ...args: readonly string[]): Contender['start'] {
  return async (ground) => {
    const options = optionsOf(ground, ...args);
    const answering = await Peer.start(join(peers, worker), options);
    const asking = await Peer.start(join(peers, asker), options);
    const all = [asking, answering];
    return { asker: asking, counted: all, all };
  };
}

/** The customers service as it is shipped: subgraph, node with its worker, gateway, and a client. */
async function overHttp(ground: Ground): Promise<Running> {
  const subgraph = await Peer.start(join(apps, 'customers/dist/main.js'), optionsOf(ground));
  const node = await Peer.start(
    join(apps, 'gregor/bin/gregor.js'),
    optionsOf(ground, 'node', '--name', 'bench', '--services', 'customers'),
  );
  const subgraphs = `customers=${String(subgraph.facts['url'])}`;
  const env = { ...ground.env, METAMORPHOSIS_SUBGRAPHS: subgraphs };
  const gateway = await Peer.start(join(apps, 'gateway/dist/main.js'), {
    ...optionsOf(ground),
    env,
  });
  const asker = await Peer.start(
    join(peers, 'http/asker.ts'),
    optionsOf(ground, String(gateway.facts['url'])),
  );
  const counted = [gateway, subgraph, node];
  return { asker, counted, all: [asker, ...counted] };
}

const dispatcher = (guarantee: string): Contender['start'] =>
  pair('dispatcher/asker.ts', 'dispatcher/worker.ts', guarantee);

/** By the name on the command line, in the order of the table. */
export const contenders = {
  raw: {
    title: 'bare: produce, consume, SET + PUBLISH (kafkajs)',
    stack: 'services',
    start: pair('raw/asker.ts', 'raw/worker.ts', 'kafkajs'),
  },
  'raw-platformatic': {
    title: 'the same with @platformatic/kafka',
    stack: 'services',
    start: pair('raw/asker.ts', 'raw/worker.ts', 'platformatic'),
  },
  'client-kafka': {
    title: "NestJS's ClientKafka, request and reply",
    stack: 'services',
    start: pair('client-kafka/asker.ts', 'client-kafka/worker.ts'),
  },
  'at-least-once': {
    title: '**Metamorphosis**, at-least-once (no database)',
    stack: 'services',
    start: dispatcher('at-least-once'),
  },
  'one-transaction': {
    title: 'by hand: one transaction per command, then event and answer',
    stack: 'services',
    start: pair('raw/asker.ts', 'one-transaction/worker.ts', 'kafkajs'),
  },
  'effectively-once': {
    title: '**Metamorphosis**, effectively-once',
    stack: 'services',
    start: dispatcher('effectively-once'),
  },
  http: {
    title: '**Metamorphosis**, effectively-once, over HTTP and gateway',
    stack: 'services',
    start: overHttp,
  },
  'embedded-at-least-once': {
    title: '**Metamorphosis**, embedded, at-least-once (no database)',
    stack: 'embedded',
    start: dispatcher('at-least-once'),
  },
  embedded: {
    title: '**Metamorphosis**, embedded, effectively-once',
    stack: 'embedded',
    start: dispatcher('effectively-once'),
  },
  'embedded-http': {
    title: '**Metamorphosis**, embedded, over HTTP and gateway',
    stack: 'embedded',
    start: overHttp,
  },
} as const satisfies Record<string, Contender>;

export type ContenderName = keyof typeof contenders;
