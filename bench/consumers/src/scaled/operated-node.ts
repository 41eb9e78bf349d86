import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { commandTopic, consumerGroup } from '@metamorphosis/contract';
import { createServiceWebTopic } from '@metamorphosis/core';
import { createManager, type Manager } from '@metamorphosis/gateway';
import { startNode, type RunningNode } from '@metamorphosis/node';
import { inheritedEnvironment, type Platform } from '@metamorphosis/wiring';
import { SERVICE } from '../unit-work.ts';

/** A node with a manager beside it: both as they are shipped, in this process. */
export class OperatedNode implements AsyncDisposable {
  readonly node: RunningNode;
  readonly #manager: Manager;
  readonly #code: string;

  private constructor(node: RunningNode, manager: Manager, code: string) {
    this.node = node;
    this.#manager = manager;
    this.#code = code;
  }

  /** The consumer of the commands has one worker process. Resolves when that is up. */
  static async start(platform: Platform, env: NodeJS.ProcessEnv): Promise<OperatedNode> {
    const { log, board, readiness, logger, instance, settings } = platform;
    const code = randomBytes(16).toString('hex');
    await createServiceWebTopic(log);
    const connections = { log, board, readiness, logger };
    const manager = await createManager({
      ...{ ...connections, authCode: code, instance, mode: 'production', port: 0 },
      timeoutMs: 120_000,
    });
    const topics = [commandTopic(SERVICE)];
    const consumer = { name: 'commands', kind: 'commands', topics } as const;
    const node = await startNode({
      ...{ ...connections, name: 'bench', relayed: [SERVICE], env: inheritedEnvironment(env) },
      services: [
        {
          name: SERVICE,
          module: join(import.meta.dirname, 'worker.ts'),
          consumers: [{ ...consumer, group: consumerGroup(SERVICE, consumer.name) }],
          settings: { commands: { processes: 1 } },
        },
      ],
      partitions: settings.partitions,
      drainTimeoutMs: settings.drainTimeoutMs,
      signal: new AbortController().signal,
    });
    return new OperatedNode(node, manager, code);
  }

  /** What an operator's mutation answers, once it is in effect. Rejects when it is not. */
  async scale(processes: number): Promise<void> {
    const query = `mutation ($service: String!, $processes: Int!) {
      scaleConsumer(service: $service, consumer: "commands", processes: $processes) { outcome reason }
    }`;
    const response = await fetch(this.#manager.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-code': this.#code },
      body: JSON.stringify({ query, variables: { service: SERVICE, processes } }),
    });
    const answer = (await response.json()) as {
      readonly data?: { readonly scaleConsumer: readonly { readonly outcome: string }[] };
    };
    if (answer.data?.scaleConsumer[0]?.outcome !== 'DONE') throw new Error(JSON.stringify(answer));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.node.close();
    await this.#manager.close();
  }
}
