import { within, type Logger } from '@metamorphosis/core';
import type { SupervisedProcess } from '@metamorphosis/node';
import { BEYOND_DRAIN_MS } from '../closing-times.js';
import { gatewayEnvironment, subgraphsVariable } from '../start/child-environment.js';
import { comeUp } from '../start/come-up.js';
import { gatewayModule } from '../start/gateway-module.js';
import type { Ground } from '../start/ground.js';
import type { Site } from '../start/site/serve-site.js';

/** Longer than any composition takes. */
const ANSWER_MS = 60_000;

/** How the gateway is started. */
export interface DevGatewayOptions {
  readonly ground: Ground;
  readonly site: Site | undefined;
  readonly logger: Logger;
  readonly onLine: (name: string, line: string) => void;
  readonly signal: AbortSignal;
}

/** The gateway's process, which is told where services are as they move. */
export class DevGateway {
  private process: SupervisedProcess | undefined;
  private urls: ReadonlyMap<string, string> = new Map();
  private readonly answers: ((refused: string | undefined) => void)[] = [];

  constructor(private readonly options: DevGatewayOptions) {}

  get isRunning(): boolean {
    return this.process !== undefined;
  }

  /** Starts it in front of services at these addresses; answers where it listens. Rejects when it does not come up. */
  async start(urls: ReadonlyMap<string, string>): Promise<{ endpoint: string; manager: string }> {
    const { ground, site, logger, onLine, signal } = this.options;
    this.urls = urls;
    const { process, up } = comeUp(
      {
        name: 'gateway',
        module: gatewayModule(ground.workspace),
        env: gatewayEnvironment(ground, site, urls),
        // Where services are by then, and at its own port: clients come back to where it was.
        restartEnv: ({ port }) => ({
          METAMORPHOSIS_SUBGRAPHS: subgraphsVariable(this.urls),
          PORT: String(port),
        }),
        cwd: ground.workspace.root,
        logger,
        closeTimeoutMs: ground.settings.drainTimeoutMs + BEYOND_DRAIN_MS.startedGateway,
        onLine: (line) => onLine('gateway', line),
        onMessage: (message) => {
          if (message.kind === 'serving') this.answers.shift()?.(message.refused);
        },
      },
      { signal, attempts: 1 },
    );
    this.process = process;
    try {
      const facts = await up;
      return { endpoint: String(facts['url']), manager: String(facts['managerUrl']) };
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Tells it where services are now. Answers why it goes on as before; undefined when it has taken them over. */
  async serve(urls: ReadonlyMap<string, string>): Promise<string | undefined> {
    const answer = Promise.withResolvers<string | undefined>();
    this.answers.push(answer.resolve);
    const services = [...urls].map(([name, url]) => ({ name, url }));
    this.process?.send({ kind: 'serve', services });
    const refused = await within(answer.promise, ANSWER_MS, 'the gateway does not answer');
    if (refused === undefined) this.urls = urls;
    return refused;
  }

  async stop(): Promise<void> {
    const { process } = this;
    this.process = undefined;
    await process?.stop();
  }
}
