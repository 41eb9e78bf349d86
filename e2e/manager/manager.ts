import { randomBytes } from 'node:crypto';
import { ask, type Answer } from '../platform/graphql-client.js';
import { Platform } from '../platform/platform.js';
import type { Stack } from '../platform/stack.js';

/** The auth code of these scenarios: one that is found nowhere by chance. */
export const CODE = `code-${randomBytes(16).toString('hex')}`;

/** A platform whose gateway is a manager, and who asks it. */
export class Managed implements AsyncDisposable {
  private constructor(readonly platform: Platform) {}

  static async start(stack: Stack): Promise<Managed> {
    const env = { MANAGER: '1', MANAGER_PORT: '0', AUTH_CODE: CODE };
    return new Managed(await Platform.start(stack, { env }));
  }

  /** Asks with the code; an answer with errors fails. */
  async ask(query: string, variables: object = {}): Promise<Answer['data']> {
    const answer = await this.tell(query, { 'x-auth-code': CODE }, variables);
    if (answer.errors) throw new Error(JSON.stringify(answer, undefined, 2));
    return answer.data;
  }

  tell(query: string, headers: Record<string, string>, variables: object = {}): Promise<Answer> {
    const { managerUrl } = this.platform;
    if (managerUrl === undefined) throw new Error('the gateway is no manager');
    return ask(managerUrl, query, variables, headers);
  }

  /** Scales the commands of orders, on all nodes. */
  async scale(processes: number): Promise<unknown> {
    const query = `mutation ($n: Int!) {
      scaleConsumer(service: "orders", consumer: "commands", processes: $n) { outcome reason }
    }`;
    return (await this.ask(query, { n: processes })).scaleConsumer;
  }

  /** How the commands of orders stand. */
  async commands(): Promise<{
    readonly desiredProcesses: number;
    readonly actualProcesses: number;
    readonly paused: boolean;
    readonly lagRecords: number | null;
    readonly lagSeconds: number | null;
  }> {
    const { consumers } = await this.ask(`{
      consumers(service: "orders", name: "commands") {
        desiredProcesses actualProcesses paused lagRecords lagSeconds
      }
    }`);
    return consumers[0];
  }

  /** The processes that handle the commands of orders. */
  async pids(): Promise<readonly number[]> {
    const { workers } = await this.ask(
      '{ workers(service: "orders", consumer: "commands") { pid } }',
    );
    return workers.map(({ pid }: { pid: number }) => pid);
  }

  async nodeStates(): Promise<Readonly<Record<string, string>>> {
    const { nodes } = await this.ask('{ nodes { name state } }');
    return Object.fromEntries(
      nodes.map(({ name, state }: { name: string; state: string }) => [
        name.slice(0, name.lastIndexOf('-')),
        state,
      ]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.platform[Symbol.asyncDispose]();
  }
}

/** Whether a process lives. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
