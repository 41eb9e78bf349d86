/** A step and those that have to be done before it. `T` is what a run of it works on. */
export interface ScheduledStep<T> {
  readonly step: (on: T) => Promise<void> | void;
  /** Indexes of steps. */
  readonly after: readonly number[];
}

/** Runs each step as soon as those before it are done. Rejects when a step does, which none should. */
export function compileSchedule<T>(steps: readonly ScheduledStep<T>[]): ScheduledStep<T>['step'] {
  const [only] = steps;
  if (!only) return () => undefined;
  if (steps.length === 1) return only.step;
  const counts = steps.map(({ after }) => after.length);
  const next = steps.map((_, i) =>
    steps.flatMap(({ after }, other) => (after.includes(i) ? [other] : [])),
  );
  const first = counts.flatMap((count, i) => (count === 0 ? [i] : []));

  return (on) =>
    new Promise<void>((resolve, reject) => {
      const waiting = [...counts];
      let left = steps.length;
      const done = (i: number): void => {
        left -= 1;
        if (left === 0) resolve();
        for (const other of next[i] ?? []) {
          const count = (waiting[other] ?? 0) - 1;
          waiting[other] = count;
          if (count === 0) start(other);
        }
      };
      const start = (i: number): void => {
        const working = steps[i]?.step(on);
        if (working) working.then(() => done(i), reject);
        else done(i);
      };
      for (const i of first) start(i);
    });
}
