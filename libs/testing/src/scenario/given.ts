import type { PublishableEvent } from '@metamorphosis/core';
import type { CommandMessage } from '../messages/command.js';
import { eventMessage, type EventMessage } from '../messages/event.js';
import { TestMisuse } from '../misuse.js';
import type { CommandResult, EventResult, GivenUp } from '../service/results.js';

/** What has happened before: events that were received, commands that succeeded, rows that were written. */
export type Step =
  CommandMessage | EventMessage | PublishableEvent | ((tx: never) => Promise<unknown>);

/** What steps are made with. */
export interface StepRunner {
  readonly nameOf: (message: CommandMessage | EventMessage) => string;
  readonly command: (message: CommandMessage) => Promise<CommandResult<unknown>>;
  readonly event: (message: EventMessage) => Promise<EventResult>;
  readonly rows: (write: (tx: never) => Promise<unknown>) => Promise<void>;
}

/** Makes the steps one after the other. Rejects with TestMisuse when one does not end well: what follows would test nothing. */
export async function make(steps: readonly Step[], runner: StepRunner): Promise<void> {
  for (const step of steps) {
    if (typeof step === 'function') {
      await runner.rows(step);
    } else if ('kind' in step && step.kind === 'command') {
      const { state, outcome, error, givenUp } = await runner.command(step);
      if (state !== 'SUCCEEDED') {
        const what =
          outcome === undefined ? `${error?.code}: ${error?.message}` : JSON.stringify(outcome);
        fail(runner.nameOf(step), `it ended as ${state}, ${what}`, givenUp);
      }
      failOn(runner.nameOf(step), givenUp);
    } else {
      const message = eventMessage(step);
      const { givenUp } = await runner.event(message);
      failOn(runner.nameOf(message), givenUp);
    }
  }
}

function failOn(name: string, givenUp: readonly GivenUp[]): void {
  if (givenUp.length > 0) fail(name, 'a handler gave up', givenUp);
}

function fail(name: string, why: string, givenUp: readonly GivenUp[]): never {
  const causes = givenUp.map(
    ({ consumer, message, stack }) => `\n  ${consumer}: ${stack ?? message}`,
  );
  throw new TestMisuse(`given(${name}) did not come to pass: ${why}.${causes.join('')}`);
}
