import type { Logger } from '@metamorphosis/core';
import type { Ground } from '../start/ground.js';
import { nodesAreThere } from '../start/nodes-are-there.js';
import type { Site } from '../start/site/serve-site.js';
import { findWorkspace } from '../workspace/workspace.js';
import { DevGateway } from './dev-gateway.js';
import type { DevLog } from './dev-log.js';
import { ServiceProcesses, type Candidate } from './service-processes.js';
import { whyNotBuilt } from './why-not-built.js';

/** Where everything listens. */
export interface Endpoints {
  readonly endpoint: string;
  readonly manager: string;
}

/** What is to run anew. */
export interface Renewal {
  readonly services: ReadonlySet<string>;
  readonly gateway: boolean;
  /** When the change was seen. */
  readonly since: number;
}

/** What all processes are started with. */
export interface DevPlatformOptions {
  readonly ground: Ground;
  readonly site: Site | undefined;
  readonly log: DevLog;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** All processes of `gregor dev`. What does not start is told, and what ran before goes on. */
export class DevPlatform {
  private readonly services = new Map<string, ServiceProcesses>();
  private readonly gateway: DevGateway;
  private readonly said = new Map<string, string>();
  private readonly onLine: (name: string, line: string) => void;

  constructor(private readonly options: DevPlatformOptions) {
    const { log } = options;
    this.onLine = (name, line) => log.line(name, line);
    this.gateway = new DevGateway({ ...options, onLine: this.onLine });
  }

  /**
   * Runs services with their code as it is now; those that the project has no more are ended. Answers where
   * everything listens when this started the gateway: once all services are up.
   */
  async renew({ services, gateway, since }: Renewal): Promise<Endpoints | undefined> {
    const { log } = this.options;
    const wanted = this.wanted();
    const gone = [...this.services.keys()].filter((name) => !wanted.includes(name));
    const names = wanted.filter((name) => services.has(name) || this.urlOf(name) === undefined);
    const isFirst = !this.gateway.isRunning;
    // Nobody waits for the first workers longer than for the first gateway.
    const workers = isFirst ? this.replaceWorkers(names) : undefined;
    const candidates = await this.startSubgraphs(names);
    const urls = this.urlsWith(wanted, candidates);
    // What came later and is not up keeps nobody else from going on.
    if (isFirst && urls.size < wanted.length) {
      for (const candidate of candidates.values()) candidate.take();
      await workers;
      log.say('waiting for a change: not everything is up yet', 'yellow');
      return undefined;
    }
    if (isFirst || gateway) {
      for (const candidate of candidates.values()) candidate.take();
      await workers;
      if (!isFirst) {
        log.say('the gateway runs its new code: subscribers have to come back');
        await this.gateway.stop();
      }
      const endpoints = await this.startGateway(urls);
      if (!isFirst) await this.replaceWorkers([...candidates.keys()]);
      await this.end(gone);
      return isFirst ? endpoints : undefined;
    }
    if (candidates.size === 0 && gone.length === 0) return undefined;
    if (!(await this.handOver(urls, candidates))) return undefined;
    await this.end(gone);
    const renewed = [...candidates.keys()];
    if (renewed.length === 0) return undefined;
    log.say(`${renewed.join(', ')}: new code answers (${secondsSince(since)})`);
    await this.replaceWorkers(renewed);
    log.say(`${renewed.join(', ')}: new workers (${secondsSince(since)})`);
    return undefined;
  }

  /** Whether services were added that do not run, or removed that do. */
  get isOutOfStep(): boolean {
    const wanted = this.wanted();
    return (
      wanted.some((name) => this.urlOf(name) === undefined) ||
      [...this.services.keys()].some((name) => !wanted.includes(name))
    );
  }

  /** Ends everything, the edge first: nobody is accepted who would not be served to the end. */
  async stop(): Promise<void> {
    await this.gateway.stop();
    const all = [...this.services.values()];
    await Promise.all(all.map((service) => service.stopSubgraph()));
    await Promise.all(all.map((service) => service.stop()));
  }

  /** The services that the SDL names now; with the last file of it gone, those that run. */
  private wanted(): readonly string[] {
    const { root } = this.options.ground.workspace;
    try {
      return findWorkspace(root).services;
    } catch {
      return [...this.services.keys()];
    }
  }

  private async startGateway(urls: ReadonlyMap<string, string>): Promise<Endpoints | undefined> {
    const { ground, signal } = this.options;
    try {
      const endpoints = await this.gateway.start(urls);
      await nodesAreThere(endpoints.manager, ground.access.code, signal);
      return endpoints;
    } catch (error) {
      this.tell(error);
      return undefined;
    }
  }

  private async startSubgraphs(names: readonly string[]): Promise<ReadonlyMap<string, Candidate>> {
    const started = new Map<string, Candidate>();
    const { root } = this.options.ground.workspace;
    const start = async (name: string): Promise<void> => {
      const why = whyNotBuilt(root, name);
      if (why !== undefined) return this.sayOnce(name, why);
      this.said.delete(name);
      started.set(name, await this.processesOf(name).startSubgraph());
    };
    await Promise.all(names.map((name) => start(name).catch((error) => this.tell(error))));
    return started;
  }

  /** What a service waits for, until that is something else. */
  private sayOnce(name: string, why: string): void {
    if (this.said.get(name) === why) return;
    this.said.set(name, why);
    this.options.log.say(`${name}: not served yet: ${why}`, 'yellow');
  }

  private async replaceWorkers(names: readonly string[]): Promise<void> {
    const replace = (name: string): Promise<void> => this.processesOf(name).replaceWorkers();
    await Promise.all(names.map((name) => replace(name).catch((error) => this.tell(error))));
  }

  /** Lets the gateway go over to new subgraphs; when it will not, they are ended. */
  private async handOver(
    urls: ReadonlyMap<string, string>,
    candidates: ReadonlyMap<string, Candidate>,
  ): Promise<boolean> {
    const refused = await this.gateway.serve(urls);
    if (refused === undefined) {
      for (const candidate of candidates.values()) candidate.take();
      return true;
    }
    this.options.log.say(`the gateway goes on with what it has: ${refused}`, 'red');
    await Promise.all([...candidates.values()].map((candidate) => candidate.discard()));
    return false;
  }

  private async end(names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.services.get(name)?.stop();
      this.services.delete(name);
      this.options.log.say(`${name} is no service any more; it has ended`);
    }
  }

  private urlsWith(
    wanted: readonly string[],
    candidates: ReadonlyMap<string, Candidate>,
  ): ReadonlyMap<string, string> {
    const urls = wanted.flatMap((name): readonly (readonly [string, string])[] => {
      const url = candidates.get(name)?.url ?? this.urlOf(name);
      return url === undefined ? [] : [[name, url]];
    });
    return new Map(urls);
  }

  private urlOf(name: string): string | undefined {
    return this.services.get(name)?.url;
  }

  private processesOf(name: string): ServiceProcesses {
    const { ground, logger, signal } = this.options;
    const { workspace, settings } = ground;
    const known = this.services.get(name);
    if (known) return known;
    const made = new ServiceProcesses({
      name,
      workspace,
      drainTimeoutMs: settings.drainTimeoutMs,
      common: { logger, cwd: workspace.root },
      onLine: this.onLine,
      signal,
    });
    this.services.set(name, made);
    return made;
  }

  private tell(error: unknown): void {
    if (this.options.signal.aborted) return;
    const what = error instanceof Error ? error.message : String(error);
    this.options.log.say(`${what}; what ran before goes on`, 'red');
  }
}

function secondsSince(time: number): string {
  return `${((Date.now() - time) / 1000).toFixed(1)} s after the change`;
}
