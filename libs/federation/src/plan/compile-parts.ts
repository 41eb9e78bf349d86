import type { QueryPlan } from '@apollo/query-planner';
import type { DeferredPart } from '../defer/defer-document.js';
import { compileGroups } from './compile-plan.js';
import type { FetchContext } from './fetch-context.js';
import type { Run } from './run.js';
import { compileSchedule } from './schedule.js';

/** One part of an answer on its way. */
export interface PartRun {
  /** What went wrong in its own fetches; its data is that of the whole. */
  readonly run: Run;
  /** Resolves when all that it consists of was fetched; rejects only by a bug of this engine. */
  readonly fetched: Promise<void>;
  /** Whether that is decided. */
  readonly isOver: boolean;
}

/** Begins all fetches of an operation, each as soon as it can, and tells of its parts. Undefined is what is answered first. */
export type StartParts = (run: Run) => (part: string | undefined) => PartRun;

/** Compiles a plan of an operation that defers parts of its answer. */
export function compileParts(
  { node }: QueryPlan,
  parts: ReadonlyMap<string, DeferredPart>,
  context: FetchContext,
): StartParts {
  const groups = compileGroups(node as Exclude<typeof node, { kind: 'Subscription' }>, context);
  const labels = [undefined, ...parts.keys()];
  const counts = new Map(
    labels.map((label) => [label, groups.filter(({ part }) => part === label).length]),
  );
  type Progress = (part: string | undefined) => PartProgress;
  const schedule = compileSchedule<Progress>(
    groups.map(({ step, part, after }) => ({
      after,
      step: (progressOf) => {
        const progress = progressOf(part);
        const working = step(progress.run);
        if (!working) return progress.done();
        return working.then(() => progress.done());
      },
    })),
  );
  return (run) => {
    const all = new Map<string | undefined, PartProgress>();
    const progressOf: Progress = (part) => all.get(part) as PartProgress;
    for (const label of labels) {
      const count = counts.get(label) ?? 0;
      if (label === undefined) all.set(label, new PartProgress(run, count));
      else {
        const outer = progressOf(parts.get(label)?.parent).run;
        const own = { ...run, errors: [], holes: [], missing: [], outer };
        all.set(label, new PartProgress(own, count));
      }
    }
    // A step that throws is a bug of this engine: whoever waits for a part has to hear of it.
    new Promise((resolve) => resolve(schedule(progressOf))).catch((error: unknown) => {
      for (const progress of all.values()) progress.fail(error);
    });
    return progressOf;
  };
}

class PartProgress implements PartRun {
  readonly fetched: Promise<void>;
  isOver = false;
  private readonly settle = Promise.withResolvers<void>();

  constructor(
    readonly run: Run,
    private left: number,
  ) {
    this.fetched = this.settle.promise;
    // Not every part is waited for.
    this.fetched.catch(() => undefined);
    if (left === 0) this.finish();
  }

  done(): void {
    this.left -= 1;
    if (this.left === 0) this.finish();
  }

  fail(error: unknown): void {
    this.isOver = true;
    this.settle.reject(error);
  }

  private finish(): void {
    this.isOver = true;
    this.settle.resolve();
  }
}
