import { createClient, type Client } from 'graphql-ws';
import { expect, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import {
  BoardMemory,
  createMemoryBoard,
  createMemoryEventLog,
  createReadiness,
  MemoryLogCluster,
  type Board,
  type EventLog,
  type Logger,
} from '@metamorphosis/core';
import { createManager } from '../create-manager.js';
import type { Manager, ManagerOptions } from '../manager.js';
import { TestNode, type TestNodeOptions } from './test-node.js';

export const CODE = 'the "code" of all tests: 7f3a';

/** An answer of the manager. */
export interface ManagerAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
}

/** A manager on log and board in memory. */
export class TestManager {
  readonly memory = new BoardMemory();
  readonly cluster = new MemoryLogCluster();
  readonly board: Board = createMemoryBoard({ memory: this.memory });
  readonly log: EventLog = createMemoryEventLog(this.cluster);
  /** Everything that was logged. */
  readonly logged: string[] = [];
  /** Every answer that was given over HTTP. */
  readonly answers: string[] = [];
  manager!: Manager;
  private runs = 0;

  async start(options: Partial<ManagerOptions> = {}): Promise<void> {
    const note = (facts: object, message: string): void => {
      this.logged.push(`${message} ${JSON.stringify(facts, errorParts)}`);
    };
    const logger: Logger = { debug: note, info: note, warn: note, error: note };
    this.runs += 1;
    this.manager = await createManager({
      authCode: CODE,
      board: this.board,
      log: this.log,
      instance: `manager-${this.runs}`,
      readiness: createReadiness(),
      logger,
      mode: 'production',
      port: 0,
      timeoutMs: 1500,
      auth: { delayMs: 1, maxDelayMs: 5 },
      ...options,
    });
    const { manager } = this;
    onTestFinished(() => manager.close());
  }

  async node(name: string, options: Partial<TestNodeOptions> = {}): Promise<TestNode> {
    const { board, log } = this;
    const services = { orders: ['stock-outcome', 'commands'] };
    const node = await TestNode.start({ name, board, log, services, ...options });
    onTestFinished(() => node.close());
    return node;
  }

  post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.manager.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** Asks with headers of one's own. */
  async tell(
    query: string,
    variables: object = {},
    headers: Record<string, string> = {},
  ): Promise<ManagerAnswer> {
    const response = await this.post({ query, variables }, headers);
    const body = await response.text();
    this.answers.push(body);
    return JSON.parse(body) as ManagerAnswer;
  }

  /** Asks with the code; an answer with errors fails. */
  async ask(query: string, variables: object = {}): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.tell(query, variables, { 'x-auth-code': CODE });
    expect(answer.errors).toBeUndefined();
    return answer.data ?? {};
  }

  /** Asks with the code; answers the code of the one error. */
  async refused(
    query: string,
    variables: object = {},
  ): Promise<{ code: unknown; message: string }> {
    const answer = await this.tell(query, variables, { 'x-auth-code': CODE });
    expect(answer.errors).toHaveLength(1);
    const [error] = answer.errors ?? [];
    return { code: error?.extensions?.['code'], message: error?.message ?? '' };
  }

  /** A client of graphql-ws. Closed with the test. */
  client(connectionParams: Record<string, unknown> = {}): Client {
    const client = createClient({
      url: this.manager.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams,
    });
    onTestFinished(() => void client.dispose());
    return client;
  }
}

/** Starts a manager; it ends with the test. */
export async function startManager(options: Partial<ManagerOptions> = {}): Promise<TestManager> {
  const bed = new TestManager();
  await bed.start(options);
  onTestFinished(() => bed.board.close());
  return bed;
}

/** Errors are written as real loggers do. */
function errorParts(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { ...value, name, message, stack, cause };
}
