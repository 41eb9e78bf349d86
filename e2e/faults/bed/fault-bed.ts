import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../tools/services/ports.ts';
import { ask } from '../../platform/graphql-client.js';
import { ManagedProcess } from '../../platform/managed-process.js';
import { environmentOf, type Stack } from '../../platform/stack.js';
import { LIFE_VARIABLE, PLAN_VARIABLE, type SubjectPlan } from '../subject/subject-plan.js';
import { RevivedProcess } from './revived-process.js';

const ROOT = join(import.meta.dirname, '../../..');
const GREGOR = join(ROOT, 'apps/gregor/bin/gregor.js');
const SUBJECT = join(import.meta.dirname, '../subject/worker.ts');
const CLOCK = join(import.meta.dirname, '../subject/movable-clock.mjs');

/** Services that the load reaches. */
const SERVICES = ['orders', 'inventory'] as const;
type Name = (typeof SERVICES)[number];

/** Which processes a scenario runs on. */
export interface BedOptions {
  readonly stack: Stack;
  readonly env?: NodeJS.ProcessEnv;
  /** Workers of the subject's; what they do not name has a worker of the product, run by the node. */
  readonly subjects?: readonly SubjectPlan[];
  /** What else the subjects' environment holds. */
  readonly subjectEnv?: NodeJS.ProcessEnv;
}

/** Pieces of each product that are put in stock before a run. */
const RESTOCKED = 100_000;

/** The platform for one scenario: every process on a port of its own that it keeps, each revived when it dies. */
export class FaultBed implements AsyncDisposable {
  private readonly own: RevivedProcess[];
  readonly subgraphs: Readonly<Record<Name, RevivedProcess>>;
  readonly node: RevivedProcess;
  readonly gateway: RevivedProcess;

  private constructor(
    readonly env: ReturnType<typeof environmentOf>,
    ports: Readonly<Record<Name | 'gateway', number>>,
    private readonly options: BedOptions,
  ) {
    const { subjects = [] } = options;
    const subgraphOf = (name: Name): RevivedProcess =>
      this.program(`subgraph of ${name}`, join(ROOT, `apps/${name}/dist/main.js`), {
        PORT: String(ports[name]),
      });
    this.subgraphs = { orders: subgraphOf('orders'), inventory: subgraphOf('inventory') };
    const url = (name: Name): string => `${name}=http://127.0.0.1:${ports[name]}/graphql`;
    this.gateway = this.program('gateway', join(ROOT, 'apps/gateway/dist/main.js'), {
      PORT: String(ports.gateway),
      METAMORPHOSIS_SUBGRAPHS: SERVICES.map(url).join(','),
    });
    const productRuns = SERVICES.filter((name) => !this.isTraced(name));
    // Without any it still relays, and a node runs at least one.
    const services = productRuns.length > 0 ? productRuns : ['customers'];
    const run = randomBytes(3).toString('hex');
    this.node = this.program('node', GREGOR, {}, [
      'node',
      ...['--name', `faults-${run}`, '--services', services.join(',')],
    ]);
    this.own = subjects.map((plan) => this.subject(plan));
    this.url = `http://127.0.0.1:${ports.gateway}/graphql`;
  }

  /** Workers of the subject's. */
  get subjects(): readonly RevivedProcess[] {
    return this.own;
  }

  /** One more worker joins; resolves once it is up. */
  async join(plan: SubjectPlan): Promise<RevivedProcess> {
    const subject = this.subject(plan);
    this.own.push(subject);
    await subject.start();
    return subject;
  }

  /** A worker leaves as its node would let it, and does not come back. */
  async dismiss(subject: RevivedProcess): Promise<void> {
    await subject.stop();
    this.left.push(subject.output);
    this.own.splice(this.own.indexOf(subject), 1);
  }
  private readonly left: string[] = [];

  /** Where the gateway is, also after it was revived. */
  readonly url: string;

  static async start(options: BedOptions): Promise<FaultBed> {
    const env = environmentOf(options.stack, options.env);
    const ports = {
      orders: await freePort(),
      inventory: await freePort(),
      gateway: await freePort(),
    };
    const bed = new FaultBed(env, ports, options);
    try {
      await Promise.all([
        ...SERVICES.map((name) => bed.subgraphs[name].start()),
        ...bed.subjects.map((subject) => subject.start()),
        bed.node.start(),
      ]);
      await bed.gateway.start();
      await bed.restock();
    } catch (error) {
      await bed[Symbol.asyncDispose]();
      throw new Error(`the bed did not start:\n${bed.output.slice(-4000)}`, { cause: error });
    }
    return bed;
  }

  /** Whether the workers of a service leave a trace. */
  isTraced(name: Name): boolean {
    return this.options.subjects?.some(({ service }) => service === name) ?? false;
  }

  /** The services whose workers leave a trace. */
  get traced(): readonly Name[] {
    return SERVICES.filter((name) => this.isTraced(name));
  }

  /** All processes, for a scenario that chooses among them. */
  get processes(): readonly RevivedProcess[] {
    return [...Object.values(this.subgraphs), ...this.subjects, this.node, this.gateway];
  }

  /** What all processes wrote. */
  get output(): string {
    return [...this.left, ...this.processes.map((process) => process.output)].join('\n');
  }

  private subject(plan: SubjectPlan): RevivedProcess {
    const { subjectEnv = {} } = this.options;
    const n = (this.subjectCount += 1);
    return new RevivedProcess((life) => {
      const told = { [PLAN_VARIABLE]: JSON.stringify(plan), [LIFE_VARIABLE]: String(life) };
      const env = { ...this.env, ...subjectEnv, PORT: '0', ...told };
      return new ManagedProcess(`${plan.service} subject ${n}`, SUBJECT, [], env);
    });
  }
  private subjectCount = 0;

  private program(
    name: string,
    module: string,
    env: NodeJS.ProcessEnv,
    args: readonly string[] = [],
  ): RevivedProcess {
    return new RevivedProcess(
      () => new ManagedProcess(name, module, args, { ...this.env, PORT: '0', ...env }),
    );
  }

  private async restock(): Promise<void> {
    for (let n = 1; n <= 5; n++) {
      const { errors } = await ask(
        this.url,
        `mutation { restock(input: { productId: "p${n}", quantity: ${RESTOCKED} }) { inStock } }`,
      );
      if (errors) throw new Error(JSON.stringify(errors));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const subject of this.subjects) {
      // A stopped process hears no SIGTERM.
      try {
        subject.signal('SIGCONT');
      } catch {
        // It does not run.
      }
    }
    await Promise.all(this.processes.map((process) => process.stop()));
    rmSync(this.env.METAMORPHOSIS_DATA, { recursive: true, force: true });
  }
}

/** The environment of a process whose clock can be moved: SIGUSR2 sets it forward by an hour, and the next one back. */
export const MOVABLE_CLOCK: NodeJS.ProcessEnv = { NODE_OPTIONS: `--import=${CLOCK}` };
