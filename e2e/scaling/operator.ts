import { randomUUID } from 'node:crypto';
import {
  managerChannel,
  NODE_PRESENCE,
  nodeChannel,
  type ConsumerFacts,
  type ConsumerWishes,
  type NodeFacts,
  type NodeReply,
  type NodeTask,
  type Wish,
  type WorkerFacts,
} from '@metamorphosis/contract';
import { createServiceWebTopic, writeWishes } from '@metamorphosis/core';
import { openPlatform, readSettings, type Platform as Connections } from '@metamorphosis/wiring';
import type { Platform } from '../platform/platform.js';

/** An operator of one node of a platform: speaks to it as a manager does, over topic and board. */
export class Operator implements AsyncDisposable {
  private readonly instance = randomUUID();
  private readonly waiting = new Map<string, (reply: NodeReply) => void>();

  private constructor(
    private readonly connections: Connections,
    private readonly service: string,
  ) {}

  /** Of the node that runs a service's workers. */
  static async of(platform: Platform, service: string): Promise<Operator> {
    const settings = { ...readSettings(platform.env), logLevel: 'silent' as const };
    const operator = new Operator(openPlatform('operator', settings), service);
    await createServiceWebTopic(operator.connections.log);
    await operator.connections.board.listen(managerChannel(operator.instance), (message) => {
      const reply = message as NodeReply;
      operator.waiting.get(reply.id)?.(reply);
    });
    return operator;
  }

  private async presence() {
    const all = await this.connections.board.list(NODE_PRESENCE);
    const found = all.find(({ facts }) =>
      (facts as unknown as NodeFacts).services.includes(this.service),
    );
    if (!found) throw new Error(`no node runs ${this.service}`);
    return found;
  }

  /** What the node announces at the moment. */
  async facts(): Promise<NodeFacts> {
    return (await this.presence()).facts as unknown as NodeFacts;
  }

  /** The workers that run a consumer. */
  async workersOf(consumer: string): Promise<readonly WorkerFacts[]> {
    const { workers } = await this.facts();
    return workers.filter(({ consumers }) => consumers.includes(consumer));
  }

  async consumer(name: string): Promise<ConsumerFacts | undefined> {
    return (await this.facts()).consumers.find((consumer) => consumer.name === name);
  }

  /** Asks the node something; rejects when it does not answer in time. */
  async ask(what: NodeTask, ms = 60_000): Promise<NodeReply> {
    const { name, incarnation } = await this.presence();
    const id = randomUUID();
    const answered = Promise.withResolvers<NodeReply>();
    this.waiting.set(id, answered.resolve);
    const timer = setTimeout(
      () => answered.reject(new Error(`no answer to ${what.kind}`)),
      ms + 2000,
    );
    const request = {
      id,
      replyTo: managerChannel(this.instance),
      expiresAt: Date.now() + ms,
      what,
    };
    await this.connections.board.send(nodeChannel(name, incarnation), request);
    return answered.promise.finally(() => clearTimeout(timer));
  }

  /** Wishes something of a consumer, and answers what the node says once that is in effect. */
  async wish<K extends keyof ConsumerWishes>(
    consumer: string,
    setting: K,
    value: ConsumerWishes[K] | null,
  ): Promise<NodeReply> {
    const { service } = this;
    const wish = { service, consumer, setting, value, node: null, at: new Date().toISOString() };
    const version = await writeWishes(this.connections.log, [wish as Wish]);
    return this.ask({ kind: 'settle', version, service, consumer });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connections.close();
  }
}
