import type { PublishableEvent } from '@metamorphosis/core';
import { TestMisuse } from '../misuse.js';
import type { CommandResult, EventResult } from '../service/results.js';
import { checkCommand, checkEvent } from './compare.js';
import type { ExpectedEnding } from './endings.js';

/** A command that is run once somebody asks what came of it. */
export class CommandScenario<Outcome> {
  constructor(
    private readonly name: string,
    private readonly run: () => Promise<CommandResult<Outcome>>,
  ) {}

  /**
   * Runs it and expects this outcome and exactly these events, in this order; without events, that none is
   * published. Await it. Rejects with ScenarioFailed, which names each difference.
   */
  async then(
    outcome: Outcome | ExpectedEnding,
    events: readonly PublishableEvent[] = [],
  ): Promise<CommandResult<Outcome>> {
    const refused = refuseAwait(this.name, outcome, events);
    if (refused) return refused;
    const result = await this.run();
    checkCommand(this.name, result, outcome, events);
    return result;
  }

  /** Runs it and answers what came of it, to be looked at by other means. */
  result(): Promise<CommandResult<Outcome>> {
    return this.run();
  }
}

/** An event that is delivered once somebody asks what came of it. */
export class EventScenario {
  constructor(
    private readonly name: string,
    private readonly run: () => Promise<EventResult>,
  ) {}

  /**
   * Delivers it and expects exactly these events in answer, in this order, or that its handler fails:
   * `failed('no such product')`. Await it. Rejects with ScenarioFailed.
   */
  async then(
    expected: readonly PublishableEvent[] | ExpectedEnding,
    second?: never,
  ): Promise<EventResult> {
    const refused = refuseAwait(this.name, expected, second);
    if (refused) return refused;
    const result = await this.run();
    checkEvent(this.name, result, expected);
    return result;
  }

  /** Delivers it and answers what came of it, to be looked at by other means. */
  result(): Promise<EventResult> {
    return this.run();
  }
}

/**
 * A scenario is no promise: `await scenario` is a type error. Where types do not reach, `await` calls `then` with
 * two functions, and is answered in words.
 */
function refuseAwait(name: string, first: unknown, second: unknown): Promise<never> | undefined {
  if (typeof first !== 'function') return undefined;
  const error = new TestMisuse(
    `Say what is to come of ${name}: await service.when(...).then(outcome, events), or .result().`,
  );
  if (typeof second !== 'function') return Promise.reject(error);
  (second as (reason: unknown) => void)(error);
  // Whoever awaits was told; nobody looks at this one.
  return new Promise<never>(() => undefined);
}
