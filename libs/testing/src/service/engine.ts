import { newUuid } from '@metamorphosis/contract';
import {
  WakeUp,
  type CommandDefinition,
  type Store,
  type StoredDeadLetter,
} from '@metamorphosis/core';
import type { CommandMessage } from '../messages/command.js';
import type { EventMessage } from '../messages/event.js';
import { TestMisuse } from '../misuse.js';
import type { Outgoing } from './outgoing.js';
import type { RecordPath } from './record-path.js';
import type { CommandResult, EventResult, GivenUp, PublishedEvent } from './results.js';

/** So many steps after one record are a circle of events. */
const MOST_STEPS = 1000;

/** A service that does one thing at a time, and all that follows from it, until nothing is left to do. */
export class Engine {
  private lastLetter: string | undefined;

  constructor(
    private readonly path: RecordPath,
    private readonly outgoing: Outgoing,
    private readonly store: Store<never>,
    private readonly cascade: boolean,
  ) {}

  /** Runs a command. */
  async command(
    definition: CommandDefinition,
    message: CommandMessage,
  ): Promise<CommandResult<unknown>> {
    this.path.progress.length = 0;
    const end = await this.path.command(definition, message);
    const progress = [...this.path.progress];
    const rest = await this.settle();
    if (end.kind === 'refused') {
      const { code, message } = end;
      return { state: 'REFUSED', error: { code, message }, progress, ...rest };
    }
    const { state, result, error } = end.update;
    if (state !== 'SUCCEEDED' && state !== 'REJECTED' && state !== 'FAILED') {
      throw new TestMisuse(`The command stands at ${state} and will not end.`);
    }
    return {
      state,
      ...(result !== undefined && { outcome: result }),
      ...(error && { error }),
      progress,
      ...rest,
    };
  }

  /** Delivers an event. */
  async event(message: EventMessage): Promise<EventResult> {
    await this.path.event(message);
    return this.settle();
  }

  /** Writes rows, as a unit of work does. */
  async rows(write: (tx: never) => Promise<unknown>): Promise<void> {
    const inbox = { consumer: 'test', recordId: newUuid() };
    await this.store.unit({ inbox, timeoutMs: 30_000 }, async (tx) => {
      await write(tx);
      return { writes: 'keep', outbox: [] };
    });
  }

  /** Handles the commands that `work` puts on the log, until it has ended, and all that follows from them. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const news = new WakeUp();
    const over = new AbortController();
    const stop = this.path.onAppend(() => news.wake());
    const done = work().finally(() => over.abort());
    try {
      while (!over.signal.aborted) {
        await this.path.waiting();
        await this.settle();
        await news.wait(undefined, over.signal);
      }
      // A command that nobody waits for is handled all the same.
      await this.path.waiting();
      await this.settle();
      return await done;
    } finally {
      stop();
    }
  }

  /** Publishes, and lets the service's own consumers work, until nothing new is there. */
  async settle(): Promise<EventResult> {
    const events: PublishedEvent[] = [];
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const sent = await this.outgoing.take();
      if (sent.length === 0) return { events, givenUp: await this.newLetters() };
      for (const { record, event } of sent) {
        events.push(event);
        if (!this.cascade || event.topic !== undefined) continue;
        await this.path.published(record, `${event.service}.${event.name}`);
      }
    }
    const names = [...new Set(events.map(({ name }) => name))].join(', ');
    throw new TestMisuse(`The service answers its own events for ever: ${names}.`);
  }

  private async newLetters(): Promise<readonly GivenUp[]> {
    const letters = await this.store.deadLetters({}, 100, this.lastLetter);
    this.lastLetter = letters.at(-1)?.id ?? this.lastLetter;
    return letters.map(({ consumer, type, code, message, stack }: StoredDeadLetter) => ({
      consumer,
      code,
      message,
      ...(type !== undefined && { type }),
      ...(stack !== undefined && { stack }),
    }));
  }
}
