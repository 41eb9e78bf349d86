import { Defect } from './failures.js';

/** A generator of either kind. */
type AnyGenerator<Yield, Result> =
  Generator<Yield, Result, undefined> | AsyncGenerator<Yield, Result, undefined>;

/** What is done with what a handler yields, and when it is not resumed any more. */
export interface YieldHandling<Yield> {
  /** Takes one yielded value; what it throws ends the handler, as if the handler had thrown it. */
  readonly take: (value: Yield) => void;
  /** Throws once the work will not count any more. */
  readonly throwIfVoid: () => void;
}

/**
 * Runs a handler's answer to its end and answers its result. A generator whose work is void is not
 * resumed: it is closed, so that its `finally` blocks run.
 */
export async function runHandler<Yield, Result>(
  answer: Result | Promise<Result> | AnyGenerator<Yield, Result>,
  { take, throwIfVoid }: YieldHandling<Yield>,
): Promise<Result> {
  if (!isGenerator(answer)) return answer;
  for (;;) {
    const step = await answer.next();
    if (step.done) return step.value;
    try {
      throwIfVoid();
      take(step.value);
    } catch (error) {
      await close(answer);
      throw error;
    }
  }
}

/** Lets a generator clean up; that it fails to says less than why it was closed. */
async function close(generator: AnyGenerator<unknown, unknown>): Promise<void> {
  try {
    await generator.return(undefined);
  } catch {
    // The cause is on its way already.
  }
}

function isGenerator<Yield, Result>(answer: unknown): answer is AnyGenerator<Yield, Result> {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    typeof (answer as { next?: unknown }).next === 'function' &&
    (Symbol.asyncIterator in answer || Symbol.iterator in answer)
  );
}

/** Refuses what is neither of the things that a handler may yield. Types say so already; plain JavaScript does not. */
export function refuseYield(value: unknown, allowed: string): never {
  throw new Defect(`a handler yielded ${shown(value)}; it may yield ${allowed}`);
}

function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'no fields'}`;
}
