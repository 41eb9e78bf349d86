import 'reflect-metadata';
import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import {
  newEvent,
  progress,
  Rejection,
  upcast,
  type Actor,
  type CommandContext,
  type CommandDefinition,
  type CommandRun,
  type CommandYield,
  type EventDefinition,
  type ForeignEventDefinition,
  type HandlerContext,
  type NewEvent,
  type OlderForm,
  type ReadingCommandContext,
  type ReceivedEvent,
  type RequestContext,
  type ServiceDefinition,
} from '@metamorphosis/core';
import { EventConsumer, serviceModule, type ServiceModule } from '@metamorphosis/nest';

// A service as codegen and its author make it: books are put on a shelf.

export interface Database {
  books: { title: string; copies: number; at: string };
}
type Tx = Kysely<Database>;

export interface ShelvedData {
  readonly title: string;
  readonly copies: number;
}

export const Shelved: EventDefinition<'Shelved', ShelvedData> = {
  service: 'shelf',
  name: 'Shelved',
  type: 'shelf.Shelved',
  keyOf: ({ title }) => title,
  check: () => [],
};
export const shelved = (data: ShelvedData): NewEvent<'Shelved', ShelvedData> =>
  newEvent(Shelved, data);

export const Counted: EventDefinition<'Counted', { readonly copies: number }> = {
  service: 'shelf',
  name: 'Counted',
  type: 'shelf.Counted',
  keyOf: () => 'all',
  check: () => [],
};
export const counted = (copies: number): NewEvent<'Counted', { readonly copies: number }> =>
  newEvent(Counted, { copies });

/** Titles were called names once. */
export const DeliveredV1: OlderForm<{ readonly name: string }, { readonly title: string }> = {
  type: 'suppliers.Delivered',
  version: 1,
  check: (value) =>
    typeof (value as { name: unknown }).name === 'string'
      ? []
      : [{ path: 'name', message: 'is no String' }],
};

export const Delivered: ForeignEventDefinition<'Delivered', { readonly title: string }> = {
  foreign: true,
  service: 'suppliers',
  name: 'Delivered',
  type: 'suppliers.Delivered',
  version: 2,
  olderForms: [DeliveredV1],
  keyOf: ({ title }) => title,
  check: (value) =>
    typeof (value as { title: unknown }).title === 'string'
      ? []
      : [{ path: 'title', message: 'is no String' }],
};

/** Books were shelved one by one, and by their names, once. */
export const ShelveV1: OlderForm<{ readonly name: string }, ShelveArgs> = {
  type: 'shelf.shelve',
  version: 1,
  check: DeliveredV1.check,
};

const command = (name: string): CommandDefinition => ({
  service: 'shelf',
  name,
  type: `shelf.${name}`,
  queue: 'commands',
  timing: ['SYNC', 'ASYNC'],
  timeoutMs: 5000,
  expire: false,
  keyOf: (args: never) => (args as ShelveArgs).input.title,
  checkArgs: (value) =>
    (value as ShelveArgs).input.copies > 0
      ? []
      : [{ path: 'input.copies', message: 'must be at least 1' }],
  checkResult: () => [],
  rejections: ['ShelfFull'],
});

export interface ShelveArgs {
  readonly input: { readonly title: string; readonly copies: number };
}
export type ShelveOutcome =
  | { readonly __typename: 'Book'; readonly title: string }
  | { readonly __typename: 'ShelfFull'; readonly room: number };

export abstract class ShelveHandler {
  readonly command = 'shelve';
  abstract handle(args: ShelveArgs, context: CommandContext<Tx>): CommandRun<ShelveOutcome>;
}

/** Where titles are looked up: another system. */
export abstract class Catalogue {
  abstract knows(title: string): boolean;
}
export class OpenCatalogue extends Catalogue {
  knows(): boolean {
    return true;
  }
}

export class Shelve extends ShelveHandler {
  /** Who asked, and on whose behalf it ran. */
  readonly actors: (Actor | undefined)[] = [];

  constructor(private readonly catalogue: Catalogue) {
    super();
  }

  authorize(_args: ShelveArgs, { actor }: RequestContext): void {
    this.actors.push(actor);
  }

  async *handle(
    { input }: ShelveArgs,
    { tx, attempt, actor }: CommandContext<Tx>,
  ): AsyncGenerator<CommandYield, ShelveOutcome, undefined> {
    this.actors.push(actor);
    const { title, copies } = input;
    if (!this.catalogue.knows(title))
      throw new Rejection('TITLE_UNKNOWN', `Nobody knows "${title}".`);
    if (title === 'broken') throw new TypeError('the shelf is broken');
    if (title === 'wobbly' && attempt < 3) throw new Error(`try ${attempt} fell`);
    if (copies > 9) return { __typename: 'ShelfFull', room: 9 };
    yield progress({ carried: copies });
    await tx.insertInto('books').values({ title, copies, at: new Date().toISOString() }).execute();
    yield shelved({ title, copies });
    return { __typename: 'Book', title };
  }
}

export class Peek extends ShelveHandler {
  override readonly command = 'peek' as never;
  readonly guarantee = 'at-least-once';

  async handle(
    { input }: ShelveArgs,
    { reader }: ReadingCommandContext<Tx> & CommandContext<Tx>,
  ): Promise<ShelveOutcome> {
    const rows = await reader.selectFrom('books').select('title').execute();
    return { __typename: 'ShelfFull', room: input.copies - rows.length };
  }
}

export class CountConsumer {
  readonly actors: (Actor | undefined)[] = [];

  async handle(
    event: ReceivedEvent<typeof Shelved> | ReceivedEvent<typeof Delivered>,
    { tx, publish, actor }: HandlerContext<Tx>,
  ): Promise<void> {
    this.actors.push(actor);
    if (event.data.title === 'cursed') throw new Error('it bites');
    const { total } = await tx
      .selectFrom('books')
      .select((eb) => eb.fn.sum<number>('copies').as('total'))
      .executeTakeFirstOrThrow();
    publish(counted(Number(total ?? 0)));
  }
}

class Queries {}

// Called, not written as decorators: specs lie outside of the tsconfig that turns their syntax on.
EventConsumer([Shelved, Delivered])(CountConsumer);
for (const part of [Shelve, Peek, Queries, OpenCatalogue]) Injectable()(part);
Reflect.defineMetadata('design:paramtypes', [Catalogue], Shelve);

const definition: ServiceDefinition = {
  name: 'shelf',
  subgraphSdl: '',
  eventsSdl: '',
  commands: [{ ...command('shelve'), version: 2, olderForms: [ShelveV1] }, command('peek')],
  events: [Shelved, Counted],
  queries: [],
  entities: [],
};

/** The service, as its author registers it. */
export const shelf: ServiceModule = serviceModule({
  definition,
  queries: Queries,
  entities: {},
  commands: { shelve: Shelve, peek: Peek },
  consumers: [CountConsumer],
  upcasts: [
    upcast(DeliveredV1, ({ name }) => ({ title: name })),
    upcast(ShelveV1, ({ name }) => ({ input: { title: name, copies: 1 } })),
  ],
  providers: [{ provide: Catalogue, useClass: OpenCatalogue }],
  migrations: {
    '001': {
      up: async (db) => {
        await db.schema
          .createTable('books')
          .addColumn('title', 'text')
          .addColumn('copies', 'integer')
          .addColumn('at', 'text')
          .execute();
      },
    },
  },
});
