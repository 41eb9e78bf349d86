import { basename, join, resolve } from 'node:path';
import { watchCodegen, type TimedRun } from '@metamorphosis/codegen';
import { background, type Logger } from '@metamorphosis/core';
import { createLogger } from '@metamorphosis/telemetry';
import { readCodegenConfig, type CodegenConfig } from '../codegen/codegen-config.js';
import type { Ground } from '../start/ground.js';
import type { RunningPlatform } from '../start/run-on-ground.js';
import type { Site } from '../start/site/serve-site.js';
import { counted } from '../terminal/counted.js';
import { Compiler } from './compiler/compiler.js';
import type { Build } from './compiler/watch-solution.js';
import { DevLog } from './dev-log.js';
import { DevPlatform, type Endpoints } from './dev-platform.js';
import { Renewals } from './renewals.js';
import { sayRun } from './say-run.js';

/** The project's own gateway, in the folder of all services. */
const GATEWAY = 'gateway';

/**
 * Makes code of the SDL, builds it and runs it; after each change again, as far as the change reaches. Mistakes are told,
 * and what ran before goes on.
 */
export class DevSession {
  private readonly log: DevLog;
  private readonly logger: Logger;
  private readonly closing = new AbortController();
  private readonly up = Promise.withResolvers<Endpoints>();
  private readonly config: CodegenConfig;
  private readonly platform: DevPlatform;
  private readonly renewals: Renewals;
  private compiler: Compiler | undefined;
  private wasBuilt = false;
  /** The type errors that were shown last. */
  private told = '';
  /** When the change that is being worked on was seen. */
  private changedAt: number | undefined;

  /** Throws CONFIGURATION_INVALID for a codegen.yml that is wrong. */
  constructor(
    private readonly ground: Ground,
    site: Site | undefined,
  ) {
    const { root, services } = ground.workspace;
    this.config = readCodegenConfig(root);
    this.log = new DevLog([...services.map((name) => `${name} workers`), GATEWAY]);
    this.logger = createLogger({
      name: 'dev',
      level: 'warn',
      pretty: true,
      destination: { write: (line) => this.log.say(line) },
    });
    const { log, logger } = this;
    const { signal } = this.closing;
    this.platform = new DevPlatform({ ground, site, log, logger, signal });
    this.renewals = new Renewals(async (renewal) => {
      if (signal.aborted) return;
      const endpoints = await this.platform.renew(renewal);
      if (endpoints) this.up.resolve(endpoints);
    });
  }

  /** Resolves once everything is up for the first time: mistakes that stand until then are waited out. Rejects when aborted. */
  async open(stopping: AbortSignal): Promise<RunningPlatform> {
    stopping.addEventListener('abort', () => this.up.reject(stopping.reason as Error), {
      once: true,
    });
    background('watching the SDL', this.logger, this.watchSdl());
    try {
      return { ...(await this.up.promise), stop: () => this.close() };
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private async close(): Promise<void> {
    this.closing.abort();
    await this.compiler?.close();
    await this.renewals.idle();
    await this.platform.stop();
  }

  private async watchSdl(): Promise<void> {
    const { root, schema, out, stubs } = this.config;
    try {
      const options = { cwd: root, schema, out, stubs };
      for await (const run of watchCodegen(options, this.closing.signal)) this.onRun(run);
    } catch (error) {
      // Before everything is up it ends the command, later it is told.
      this.up.reject(error);
      throw error;
    }
  }

  private onRun(run: TimedRun): void {
    this.changedAt ??= Date.now() - run.tookMs;
    sayRun(run, this.log);
    const paths = [...run.written, ...run.removed, ...run.stubs];
    if (run.ok && this.wasBuilt && this.platform.isOutOfStep) {
      // A service came or went: whatever is built of it, or is not, is told.
      this.renewals.ask({ services: new Set(), gateway: false, since: this.changedAt });
    }
    // No build comes of it.
    if (!run.ok || (this.compiler !== undefined && paths.length === 0)) {
      this.changedAt = undefined;
      return;
    }
    if (this.compiler === undefined) {
      // What is built first has its code generated first.
      this.compiler = this.startCompiler();
      return;
    }
    const touched = new Set(paths.map((path) => path.split('/', 1)[0] ?? path));
    const isBuildToCome = paths.some((path) => path.endsWith('.ts'));
    this.compiler.touch(
      [...touched].map((name) => join(this.apps, name)),
      isBuildToCome,
    );
  }

  private startCompiler(): Compiler {
    return new Compiler({
      root: this.ground.workspace.root,
      colours: this.log.hasColours,
      onChange: () => (this.changedAt ??= Date.now()),
      onBuild: (build) => this.onBuild(build),
      onBreakdown: (error) => {
        this.up.reject(error);
        this.logger.error({ err: error }, 'The compiler broke down: start gregor dev again');
      },
    });
  }

  private onBuild({ errors, text, changed }: Build): void {
    const isKnown = text === this.told;
    this.told = text;
    if (errors > 0) {
      if (!isKnown) this.log.say(text);
      const count = `${isKnown ? 'still ' : ''}${counted(errors, 'type error')}`;
      this.log.say(`${count}; ${this.wasBuilt ? 'what ran before goes on' : WAITING}`, 'red');
      if (!this.wasBuilt) return;
    }
    const apps = changed.filter((folder) => resolve(folder, '..') === this.apps);
    const services = new Set(apps.map((folder) => basename(folder)));
    const since = this.changedAt ?? Date.now();
    this.changedAt = undefined;
    if (this.wasBuilt && services.size === 0 && !this.platform.isOutOfStep) return;
    const gateway = this.wasBuilt && services.has(GATEWAY);
    this.wasBuilt = true;
    this.renewals.ask({ services, gateway, since });
  }

  private get apps(): string {
    return resolve(this.config.root, this.config.out);
  }
}

const WAITING = 'waiting for a change';
