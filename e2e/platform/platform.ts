import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ask, Subscriber, type Answer } from './graphql-client.js';
import { ManagedProcess } from './managed-process.js';
import { environmentOf, type Stack } from './stack.js';

const ROOT = join(import.meta.dirname, '../..');
const GREGOR = join(ROOT, 'apps/gregor/bin/gregor.js');

/** The example services. */
export const SERVICES = ['customers', 'inventory', 'orders'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** How to start a platform. */
export interface PlatformOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Services whose workers do not run at first. */
  readonly without?: readonly ServiceName[];
  /** For the gateway alone: a port that it keeps when it is started again, say. */
  readonly gatewayEnv?: NodeJS.ProcessEnv;
}

/** The whole product in real processes: gateway, subgraphs, and a node for each service's workers. */
export class Platform implements AsyncDisposable {
  private readonly subscribers: Subscriber[] = [];
  readonly nodes: Readonly<Record<ServiceName, ManagedProcess>>;
  readonly subgraphs: Readonly<Record<ServiceName, ManagedProcess>>;
  gateway!: ManagedProcess;
  url!: string;
  /** Where the services themselves answer, past the gateway. */
  subgraphUrls!: Readonly<Record<ServiceName, string>>;
  /** When the environment says that the gateway is a manager. */
  managerUrl: string | undefined;

  private constructor(
    readonly stack: Stack,
    readonly env: ReturnType<typeof environmentOf>,
  ) {
    const run = randomBytes(3).toString('hex');
    const each = (make: (service: ServiceName) => ManagedProcess) =>
      Object.fromEntries(SERVICES.map((s) => [s, make(s)])) as Record<ServiceName, ManagedProcess>;
    this.nodes = each(
      (service) =>
        new ManagedProcess(
          `node of ${service}`,
          GREGOR,
          ['node', '--name', `${service}-${run}`, '--services', service],
          env,
        ),
    );
    this.subgraphs = each(
      (service) => new ManagedProcess(service, join(ROOT, `apps/${service}/dist/main.js`), [], env),
    );
  }

  static async start(stack: Stack, options: PlatformOptions = {}): Promise<Platform> {
    const platform = new Platform(stack, environmentOf(stack, options.env));
    try {
      await platform.startAll(options.without ?? [], options.gatewayEnv);
    } catch (error) {
      await platform[Symbol.asyncDispose]();
      throw error;
    }
    return platform;
  }

  private async startAll(
    without: readonly ServiceName[],
    gatewayEnv: NodeJS.ProcessEnv = {},
  ): Promise<void> {
    const workers = SERVICES.filter((service) => !without.includes(service));
    const started = await Promise.all([
      ...SERVICES.map((service) => this.subgraphs[service].start()),
      ...workers.map((service) => this.nodes[service].start()),
    ]);
    this.subgraphUrls = Object.fromEntries(
      SERVICES.map((service, i) => [service, String(started[i]?.['url'])]),
    ) as Record<ServiceName, string>;
    const urls = SERVICES.map((service) => `${service}=${this.subgraphUrls[service]}`);
    const env = { ...this.env, METAMORPHOSIS_SUBGRAPHS: urls.join(','), ...gatewayEnv };
    this.gateway = new ManagedProcess('gateway', join(ROOT, 'apps/gateway/dist/main.js'), [], env);
    await this.startGateway();
  }

  /** Starts the gateway, for the first time or again: its ports may be others then. */
  async startGateway(): Promise<void> {
    const { url, managerUrl } = await this.gateway.start();
    this.url = String(url);
    this.managerUrl = typeof managerUrl === 'string' ? managerUrl : undefined;
  }

  /** Sends a request; an answer with errors fails, with everything it said. */
  async ask(query: string, variables: object = {}): Promise<Answer['data']> {
    const answer = await this.tell(query, variables);
    if (answer.errors) throw new Error(JSON.stringify(answer, undefined, 2));
    return answer.data;
  }

  /** Sends a request and answers whatever came back. */
  tell(query: string, variables: object = {}): Promise<Answer> {
    return ask(this.url, query, variables);
  }

  /** A WebSocket client of its own; closed with the platform. */
  subscriber(): Subscriber {
    const subscriber = new Subscriber(this.url);
    this.subscribers.push(subscriber);
    return subscriber;
  }

  /** The process that runs a service's consumers at the moment. */
  workerPid(service: ServiceName): number {
    const [pid] = this.nodes[service].children;
    if (pid === undefined) throw new Error(`no worker of ${service} runs`);
    return pid;
  }

  /** What all processes wrote: shown when a scenario fails. */
  get output(): string {
    return [...Object.values(this.nodes), ...Object.values(this.subgraphs), this.gateway]
      .map((p) => (p ? `--- ${p.name}\n${p.output}` : ''))
      .join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.subscribers.map((s) => s[Symbol.asyncDispose]()));
    const processes = [
      this.gateway,
      ...Object.values(this.subgraphs),
      ...Object.values(this.nodes),
    ];
    await Promise.all(processes.filter(Boolean).map((p) => p.stop()));
    rmSync(this.env.METAMORPHOSIS_DATA, { recursive: true, force: true });
  }
}
