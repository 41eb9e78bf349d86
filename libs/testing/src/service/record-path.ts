import type { INestApplicationContext, Type } from '@nestjs/common';
import {
  commandTopic,
  encodeRecord,
  eventTopic,
  isMetamorphosisError,
  newCommandId,
  newRecordId,
  type CommandUpdate,
  type DomainRecord,
  type RecordId,
} from '@metamorphosis/contract';
import {
  createNotifier,
  type Check,
  type CommandDefinition,
  type CommandHandler,
  type Deliver,
  type LogRecord,
  type Notifier,
  type OlderForm,
  type Store,
} from '@metamorphosis/core';
import type { ServiceModuleOptions } from '@metamorphosis/nest';
import {
  acceptArguments,
  deliveryOf,
  planConsumers,
  type ConsumerPlan,
} from '@metamorphosis/nest/testing';
import { requestActor, type CommandMessage } from '../messages/command.js';
import type { EventMessage } from '../messages/event.js';
import { TestMisuse } from '../misuse.js';
import type { TestAdapters } from './test-adapters.js';

/** How a command ended, before anything that follows from it. */
export type CommandEnd =
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'ended'; readonly update: CommandUpdate };

interface RunningPlan {
  readonly plan: ConsumerPlan;
  readonly deliver: Deliver;
}

/**
 * The way of a record through a service, as its processes go it, step by step: accept, append, deliver
 * under the rules of core. What a handler throws is not waited for: with one try it is given up at once.
 */
export class RecordPath {
  /** What handlers told as progress since it was last emptied. */
  readonly progress: unknown[] = [];
  /** By command topic, up to where its records were handled. */
  private readonly handled = new Map<string, number>();
  private readonly consumers: readonly RunningPlan[];
  private readonly notifier: Notifier;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly service: ServiceModuleOptions,
    private readonly adapters: TestAdapters,
    attempts: number,
  ) {
    const { board, logger } = adapters;
    const store = adapters.store as unknown as Store<never>;
    const told = createNotifier(board, store, logger);
    this.notifier = {
      ...told,
      progress: (update) => {
        if (update.progress !== undefined) this.progress.push(update.progress);
        told.progress(update);
      },
    };
    const parts = { app, service, adapters, store, notifier: this.notifier };
    const retry = { maxAttempts: attempts, firstMs: 0, maxMs: 0 };
    this.consumers = planConsumers(service.definition, service.consumers).map((plan) => ({
      plan,
      deliver: deliveryOf(
        parts,
        plan,
        { name: plan.name, paused: false, retry },
        {
          retries: 0,
          deadLetters: 0,
        },
      ),
    }));
  }

  /** Takes a command to its end. One of an older form lies on the log already: nobody is asked whether it may. */
  async command(definition: CommandDefinition, message: CommandMessage): Promise<CommandEnd> {
    const { form, args, actor } = message;
    if (form) fitForm(definition, form, args);
    else {
      const refused = await this.refusalOf(definition, message);
      if (refused) return refused;
    }
    const { version } = form ?? definition;
    const id = newCommandId(definition.service) as string as RecordId;
    const record: DomainRecord = {
      kind: 'command',
      id,
      source: definition.service,
      type: definition.type,
      time: new Date().toISOString(),
      // Where the key stood in an older form nobody knows; here nothing is ordered by it.
      key: form ? id : (definition.keyOf?.(args as never) ?? id),
      data: args,
      ...(version !== undefined && { dataVersion: version }),
      correlationId: id,
      ...(actor && { subject: actor.subject }),
    };
    await this.adapters.log.append(commandTopic(definition.service, definition.queue), [
      encodeRecord(record),
    ]);
    await this.waiting();
    return { kind: 'ended', update: await this.endOf(id) };
  }

  private async refusalOf(
    definition: CommandDefinition,
    { args, actor }: CommandMessage,
  ): Promise<CommandEnd | undefined> {
    const type = this.service.commands[definition.name] as Type<
      CommandHandler<never, unknown, never>
    >;
    const handler = this.app.get(type, { strict: false });
    const context = {
      actor: requestActor(actor),
      signal: new AbortController().signal,
      logger: this.adapters.logger,
    };
    try {
      await acceptArguments(definition, handler, args, context);
    } catch (error) {
      // Without a code it is a mistake of the code, not a refusal.
      if (!isMetamorphosisError(error)) throw error;
      return { kind: 'refused', code: error.code, message: error.message };
    }
    return undefined;
  }

  /** Hands an event to the consumers that take it. */
  async event({ definition, data, form, facts }: EventMessage): Promise<void> {
    const takers = this.takersOf(definition.type);
    if (takers.length === 0) throw new TestMisuse(this.notTaken(definition));
    const { check, version } = form ?? definition;
    fit(check, data, `The data of event ${definition.name}`);
    const id = facts.id ?? newRecordId();
    const record: DomainRecord = {
      kind: 'event',
      id: id as RecordId,
      source: definition.service,
      type: definition.type,
      time: facts.time ?? new Date().toISOString(),
      // Where the key stood in an older form nobody knows; here nothing is ordered by it.
      key: form ? id : definition.keyOf(data as never),
      data,
      ...(version !== undefined && { dataVersion: version }),
      correlationId: id,
      ...(facts.actor && { subject: facts.actor.subject }),
    };
    // Beside the topic: nobody reads there what the service itself published.
    const wire = encodeRecord(record);
    const value = new TextEncoder().encode(wire.value);
    const place = { topic: eventTopic(definition.service), partition: 0, offset: -1 };
    const lying = { ...wire, ...place, value, timestamp: Date.now() };
    await this.hand(lying, (plan) => takers.includes(plan));
  }

  /** Hands a record of `<service>.events` to the service's own consumers of it. */
  async published(record: LogRecord, type: string): Promise<void> {
    const takers = this.takersOf(type);
    await this.hand(record, (plan) => takers.includes(plan));
  }

  /** Handles the commands that lie on the log, in their order. */
  async waiting(): Promise<void> {
    for (const { plan } of this.consumers) {
      const topic = plan.topics[0] as string;
      if (plan.kind !== 'commands') continue;
      for (;;) {
        const from = this.handled.get(topic) ?? 0;
        const [record] = this.adapters.cluster.slice({ topic, partition: 0 }, from, 1);
        if (!record) break;
        this.handled.set(topic, from + 1);
        await this.hand(record, (one) => one === plan);
      }
    }
  }

  /** Calls back after each append to the log; answers how to end that. */
  onAppend(wake: () => void): () => void {
    return this.adapters.cluster.onAppend(wake);
  }

  /** Tells what is left to be told. */
  async close(): Promise<void> {
    await this.notifier.close();
  }

  private async hand(record: LogRecord, takes: (plan: ConsumerPlan) => boolean): Promise<void> {
    const { signal } = new AbortController();
    for (const { plan, deliver } of this.consumers) {
      if (takes(plan)) await deliver(record, { signal });
    }
  }

  private async endOf(commandId: string): Promise<CommandUpdate> {
    const { store, board } = this.adapters;
    const kept = await store.outcome(commandId);
    if (kept) return kept.update;
    // At-least-once commands leave their end on the board alone.
    await this.notifier.close();
    const told = await board.getUpdate(commandId);
    if (!told) throw new TestMisuse(`Command ${commandId} has no outcome.`);
    return told;
  }

  private takersOf(type: string): readonly ConsumerPlan[] {
    return this.consumers
      .map(({ plan }) => plan)
      .filter(
        (plan) => plan.kind === 'events' && plan.metadata.events.some((e) => e.type === type),
      );
  }

  private notTaken({ name, service: owner }: EventMessage['definition']): string {
    const { definition } = this.service;
    const taken = this.consumers.flatMap(({ plan }) =>
      plan.kind === 'events' ? plan.metadata.events.map((event) => event.name) : [],
    );
    const advice =
      owner === definition.name
        ? `${definition.name} publishes it itself: give the command that leads there.`
        : `It takes: ${[...new Set(taken)].join(', ') || 'none'}.`;
    return `No consumer of ${definition.name} takes the event ${name}. ${advice}`;
  }
}

/** Rejects what no older version of the command can have been called with. */
function fitForm({ name, type }: CommandDefinition, form: OlderForm, args: unknown): void {
  if (form.type !== type) {
    throw new TestMisuse(`That form is one of ${form.type}, not of command ${name}.`);
  }
  fit(form.check, args, `Version ${form.version} of command ${name}`);
}

function fit(check: Check, value: unknown, what: string): void {
  const problems = check(value);
  if (problems.length === 0) return;
  const text = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new TestMisuse(`${what} breaks its type: ${text}.`);
}
