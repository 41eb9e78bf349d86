import type { INestApplicationContext, Type } from '@nestjs/common';
import type { Kysely } from 'kysely';
import type { CommandDefinition, PublishableEvent } from '@metamorphosis/core';
import type { ServiceModuleOptions } from '@metamorphosis/nest';
import type { Clock } from '../clock/clock.js';
import type { CommandMessage, GivenActor } from '../messages/command.js';
import { eventMessage, type EventMessage } from '../messages/event.js';
import { TestMisuse } from '../misuse.js';
import { make, type Step, type StepRunner } from '../scenario/given.js';
import { CommandScenario, EventScenario } from '../scenario/scenario.js';
import type { GraphqlReply, Subgraph } from './ask-subgraph.js';
import type { Engine } from './engine.js';
import type { CommandResult } from './results.js';

/** What comes after `given`. */
export interface When {
  /** The command that is tested. */
  when<Outcome>(message: CommandMessage<Outcome>): CommandScenario<Outcome>;
  /** The event that is tested: its consumers get it. */
  when(message: EventMessage | PublishableEvent): EventScenario;
}

/** What a service under test is made of. */
export interface ServiceUnderTestParts {
  readonly app: INestApplicationContext;
  readonly service: ServiceModuleOptions;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly reader: Kysely<unknown>;
  readonly subgraph: () => Subgraph;
  readonly close: () => Promise<void>;
}

/**
 * A service that runs in this process, on adapters of its own, without ports: one record at a time, with
 * all that follows from it, under the rules of delivery. Its data lives until it is closed; scenarios
 * follow on each other.
 */
export class ServiceUnderTest implements When, AsyncDisposable {
  private readonly unasked = new Set<string>();
  private last: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: ServiceUnderTestParts) {}

  /** The time of the test; stands still when the service was opened with `now`. */
  get clock(): Clock {
    return this.parts.clock;
  }

  /** What has happened before, in this order. A step that does not end well is an error of the test. */
  given(...steps: readonly Step[]): When {
    // The overloads of `when` are told apart by the message, not by this method.
    return { when: (message: never) => this.scenario(steps, message) } as When;
  }

  when<Outcome>(message: CommandMessage<Outcome>): CommandScenario<Outcome>;
  when(message: EventMessage | PublishableEvent): EventScenario;
  when(message: CommandMessage | EventMessage | PublishableEvent): unknown {
    return this.scenario([], message);
  }

  /**
   * Sends a GraphQL request to the service's subgraph, as the gateway does: queries, entities
   * (`_entities`) and mutations, of nobody in particular or of `actor`.
   */
  ask(query: string, variables: object = {}, actor?: GivenActor): Promise<GraphqlReply> {
    return this.inTurn(() => this.parts.subgraph().ask(query, variables, actor));
  }

  /** The service's instance of one of its parts or providers. */
  get<T>(part: Type<T> | (abstract new (...args: never[]) => T)): T {
    return this.parts.app.get<T>(part, { strict: false });
  }

  /** The service's database, to look at: refuses writes. `database<Database>()` for its own types. */
  database<Database>(): Kysely<Database> {
    return this.parts.reader as Kysely<Database>;
  }

  /** Closes it and removes its data. Rejects with TestMisuse when a scenario was written down and never run. */
  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async shutDown(): Promise<void> {
    await this.last.catch(() => undefined);
    await this.parts.close();
    if (this.unasked.size === 0) return;
    const names = [...this.unasked].join(', ');
    throw new TestMisuse(
      `Nobody asked what came of ${names}: write await service.when(...).then(outcome, events).`,
    );
  }

  private scenario(
    steps: readonly Step[],
    message: CommandMessage | EventMessage | PublishableEvent,
  ): CommandScenario<unknown> | EventScenario {
    if ('kind' in message && message.kind === 'command') {
      const name = this.runner.nameOf(message);
      return new CommandScenario(
        name,
        this.once(name, steps, () => this.runner.command(message)),
      );
    }
    const event = eventMessage(message);
    const name = this.runner.nameOf(event);
    return new EventScenario(
      name,
      this.once(name, steps, () => this.runner.event(event)),
    );
  }

  /** A scenario runs at most once, when all before it have ended. */
  private once<T>(name: string, steps: readonly Step[], run: () => Promise<T>): () => Promise<T> {
    this.unasked.add(name);
    let running: Promise<T> | undefined;
    return () => {
      this.unasked.delete(name);
      running ??= this.inTurn(async () => {
        await make(steps, this.runner);
        return run();
      });
      return running;
    };
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.catch(() => undefined).then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private readonly runner: StepRunner = {
    nameOf: (message) =>
      message.kind === 'command' ? this.definitionOf(message).name : message.definition.name,
    command: (message): Promise<CommandResult<unknown>> =>
      this.parts.engine.command(this.definitionOf(message), message),
    event: (message) => this.parts.engine.event(message),
    rows: (write) => this.parts.engine.rows(write),
  };

  private definitionOf({ handler }: CommandMessage): CommandDefinition {
    const { definition, commands } = this.parts.service;
    const name = Object.entries(commands).find(([, registered]) => {
      const own: unknown = registered;
      return own === handler || registered.prototype instanceof handler;
    })?.[0];
    const found = definition.commands.find((one) => one.name === name);
    if (found) return found;
    const known = Object.values(commands).map((one) => one.name);
    throw new TestMisuse(
      `${handler.name} handles no command of ${definition.name}. Its handlers: ${known.join(', ') || 'none'}.`,
    );
  }
}
