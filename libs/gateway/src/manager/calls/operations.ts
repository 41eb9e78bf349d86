import { isDeepStrictEqual as isDeepEqual } from 'node:util';
import {
  isMetamorphosisError,
  wishKey,
  type EndTarget,
  type NodeReply,
  type NodeTask,
  type Wish,
} from '@metamorphosis/contract';
import type { DesiredState, Logger } from '@metamorphosis/core';
import type { KnownNode } from '../web/known-nodes.js';
import type { NodeWatch } from '../web/node-watch.js';
import type { NodeAnswer } from './node-answer.js';
import type { NodeCalls } from './node-calls.js';
import { waitFor } from './wait-for.js';

/** What asking nodes needs. */
export interface OperationsOptions {
  readonly watch: Pick<NodeWatch, 'refresh'>;
  readonly calls: () => Promise<NodeCalls>;
  readonly writeWishes: (wishes: readonly Wish[]) => Promise<number>;
  /** What this manager has read of desired state; undefined while it could not read it. */
  readonly desired: () => DesiredState | undefined;
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/** A request to settle may be answered twice: it is sent again, in case a connection was lost. */
const REPEAT_MS = 2000;
/** How long an answer waits until what it says can be read from the web, too: a node tells it with its next heartbeat. */
const VISIBLE_MS = 2500;

/** Does what operators ask for, on every node that it is for, and answers what each has said. */
export class Operations {
  constructor(private readonly options: OperationsOptions) {}

  /** Writes wishes down, then asks every node whether they are in effect. Rejects when they could not be written. */
  async wish(
    wishes: readonly Wish[],
    nodes: readonly KnownNode[],
    what: { readonly service?: string; readonly consumer?: string },
    isVisible: (node: KnownNode) => boolean,
  ): Promise<readonly NodeAnswer[]> {
    const version = await this.options.writeWishes(wishes);
    const task: NodeTask = { kind: 'settle', version, ...what };
    return this.each(nodes, async (node, signal, expiresAt) => {
      const answer = await this.settle(node, task, signal, expiresAt);
      if (answer.outcome !== 'DONE') return answer;
      const newer = this.supersededBy(wishes, version, node.name);
      if (newer !== undefined) {
        const reason = `Somebody has wished otherwise since: version ${newer} stands, not ${version}.`;
        return { ...answer, outcome: 'REFUSED', reason };
      }
      await this.untilVisible(node, version, isVisible);
      return answer;
    });
  }

  /** Ends processes. A request that is not answered is not made again: a stop is never done twice. */
  end(
    how: 'stop' | 'kill',
    target: EndTarget,
    nodes: readonly KnownNode[],
  ): Promise<readonly NodeAnswer[]> {
    return this.each(nodes, async (node, signal, expiresAt) => {
      if (node.lostAt !== undefined) return lost(node);
      const task: NodeTask = { kind: 'end', how, target };
      if (target.kind !== 'node') {
        const reply = await this.ask(node, task, { signal, expiresAt });
        return answerOf(node, reply);
      }
      return this.endNode(node, task, signal, expiresAt);
    });
  }

  /** Asks one node of a service after another until one answers. */
  async askOne(
    nodes: readonly KnownNode[],
    task: NodeTask,
  ): Promise<{ readonly node: KnownNode; readonly reply: NodeReply } | undefined> {
    const signal = AbortSignal.timeout(this.options.timeoutMs);
    const expiresAt = Date.now() + this.options.timeoutMs;
    for (const node of nodes.filter(({ lostAt }) => lostAt === undefined)) {
      const reply = await this.ask(node, task, { signal, expiresAt });
      if (reply) return { node, reply };
    }
    return undefined;
  }

  private async each(
    nodes: readonly KnownNode[],
    act: (node: KnownNode, signal: AbortSignal, expiresAt: number) => Promise<NodeAnswer>,
  ): Promise<readonly NodeAnswer[]> {
    const { timeoutMs } = this.options;
    const signal = AbortSignal.timeout(timeoutMs);
    const expiresAt = Date.now() + timeoutMs;
    return Promise.all(nodes.map((node) => act(node, signal, expiresAt)));
  }

  /** Follows a node that is started again meanwhile: its next run adopts what was wished. */
  private async settle(
    node: KnownNode,
    task: NodeTask,
    signal: AbortSignal,
    expiresAt: number,
  ): Promise<NodeAnswer> {
    if (node.lostAt !== undefined) return lost(node);
    let run: KnownNode = node;
    while (!signal.aborted) {
      const replaced = new AbortController();
      const either = AbortSignal.any([signal, replaced.signal]);
      const following = this.nextRun(run, either).then((next) => {
        replaced.abort();
        return next;
      });
      const reply = await this.ask(run, task, { signal: either, expiresAt, repeatMs: REPEAT_MS });
      replaced.abort();
      if (reply) return answerOf(node, reply);
      const next = await following;
      if (next === 'gone') return lost(node);
      if (next) run = next;
    }
    return answerOf(node, undefined);
  }

  /** The node under its name in another run; `gone` when it is lost or took leave; undefined at the end. */
  private async nextRun(
    node: KnownNode,
    signal: AbortSignal,
  ): Promise<KnownNode | 'gone' | undefined> {
    let found: KnownNode | 'gone' | undefined;
    await waitFor(async () => {
      const now = await this.find(node.name);
      if (now === 'unknown') return false;
      if (now === undefined || now.lostAt !== undefined) found = 'gone';
      else if (now.incarnation !== node.incarnation) found = now;
      return found !== undefined;
    }, signal);
    return found;
  }

  /** A node that ends cannot say that it has ended: its presence does. */
  private async endNode(
    node: KnownNode,
    task: NodeTask,
    signal: AbortSignal,
    expiresAt: number,
  ): Promise<NodeAnswer> {
    const gone = new AbortController();
    const either = AbortSignal.any([signal, gone.signal]);
    const leaving = waitFor(async () => {
      const now = await this.find(node.name);
      if (now === 'unknown') return false;
      return now?.isListed !== true || now.incarnation !== node.incarnation;
    }, signal).finally(() => gone.abort());
    const reply = await this.ask(node, task, { signal: either, expiresAt });
    if (reply?.outcome === 'REFUSED') return answerOf(node, reply);
    if (await leaving) return { node: node.name, outcome: 'DONE' };
    const reason = reply
      ? 'It has begun to end, and is not gone yet.'
      : `It did not answer within ${this.options.timeoutMs} ms.`;
    return { node: node.name, outcome: 'UNREACHABLE', reason };
  }

  private async ask(
    node: KnownNode,
    task: NodeTask,
    options: Parameters<NodeCalls['ask']>[2],
  ): Promise<NodeReply | undefined> {
    try {
      return await (await this.options.calls()).ask(node, task, options);
    } catch (error) {
      if (!isMetamorphosisError(error, 'UNAVAILABLE')) throw error;
      this.options.logger.warn({ err: error, node: node.name }, 'a node could not be asked');
      return undefined;
    }
  }

  /** The version of a wish of somebody else, written since, that holds on the node instead. */
  private supersededBy(wishes: readonly Wish[], version: number, node: string): number | undefined {
    const desired = this.options.desired();
    const newer = wishes.flatMap((wish) =>
      [null, node]
        .map((of) => desired?.standingUnder(wishKey({ ...wish, node: of })))
        .filter((standing) => standing !== undefined && standing.version > version)
        .filter((standing) => !isDeepEqual(standing?.wish.value, wish.value))
        .map((standing) => standing?.version ?? 0),
    );
    return newer.length > 0 ? Math.max(...newer) : undefined;
  }

  private async untilVisible(
    { name }: KnownNode,
    version: number,
    isVisible: (node: KnownNode) => boolean,
  ): Promise<void> {
    await waitFor(async () => {
      const node = await this.find(name);
      if (node === 'unknown') return false;
      return node === undefined || (node.facts.adoptedVersion >= version && isVisible(node));
    }, AbortSignal.timeout(VISIBLE_MS));
  }

  /** Undefined: it is not there; `unknown`: the board is away. */
  private async find(name: string): Promise<KnownNode | 'unknown' | undefined> {
    const nodes = await this.options.watch.refresh().catch(() => undefined);
    return nodes ? nodes.find((node) => node.name === name) : 'unknown';
  }
}

function answerOf({ name }: KnownNode, reply: NodeReply | undefined): NodeAnswer {
  if (!reply) return { node: name, outcome: 'UNREACHABLE', reason: 'It did not answer in time.' };
  const { outcome, reason } = reply;
  return { node: name, outcome, ...(reason !== undefined && { reason }) };
}

function lost({ name, lostAt }: KnownNode): NodeAnswer {
  const since = lostAt === undefined ? '' : ` since ${new Date(lostAt).toISOString()}`;
  return { node: name, outcome: 'UNREACHABLE', reason: `The node is gone${since}.` };
}
