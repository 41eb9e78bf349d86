import { expectTypeOf, test } from 'vitest';
import {
  newEvent,
  ownTopic,
  progress,
  to,
  type Actor,
  type CommandContext,
  type EventHandler,
  type HandlerContext,
  type JsonValue,
  type ReadingCommandContext,
  type ReceivedEvent,
  type RequestActor,
  type RequestContext,
} from '@metamorphosis/core';
import {
  AboutLoan,
  LoanEvent,
} from '../golden/generated/catalogue/src/generated/event-interfaces.js';
import { BookLent as ForeignBookLent } from '../golden/generated/catalogue/src/generated/external/lending.js';
import {
  ImportBooksHandler,
  LendBookHandler,
  ReturnBooksHandler,
} from '../golden/generated/lending/src/generated/commands.js';
import {
  BookLent,
  bookReturned,
  BookReturned,
  shelvesCounted,
} from '../golden/generated/lending/src/generated/events.js';
import type { LoanId } from '../golden/generated/lending/src/generated/ids.js';
import type { LendingModule } from '../golden/generated/lending/src/generated/module.js';
import { LoanEntity, Queries } from '../golden/generated/lending/src/generated/resolvers.js';
import type { Tx } from '../golden/generated/lending/src/generated/tx.js';
import type {
  BookLentData,
  ImportBooksArgs,
  LendBookArgs,
  LendBookOutcome,
  Loan,
  LoanKey,
  LoanNotesArgs,
  LoanRef,
  Note,
} from '../golden/generated/lending/src/generated/types.js';

// What is promised here is held by `npm run typecheck`: an error that is expected and does not come is an error.

class LendBook extends LendBookHandler {
  async handle({ input }: LendBookArgs, context: CommandContext<Tx>): Promise<LendBookOutcome> {
    expectTypeOf(input.book.isbn).toEqualTypeOf<string>();
    expectTypeOf(input.days).toEqualTypeOf<number | null | undefined>();
    context.publish(bookReturned({ loanId: '1', loan: { id: '1' }, fine: null }));
    return { __typename: 'AlreadyLent', until: null };
  }
}

class ReturnBooks extends ReturnBooksHandler {
  async handle(): Promise<readonly LoanRef[]> {
    return [{ id: '1' }];
  }
}

class ImportBooks extends ImportBooksHandler<'at-least-once'> {
  override readonly guarantee = 'at-least-once';
  async handle(_args: ImportBooksArgs, context: ReadingCommandContext<Tx>) {
    expectTypeOf(context.reader).toEqualTypeOf<Tx>();
    // @ts-expect-error without a unit of work there is nothing to write in
    void context.tx;
    return null;
  }
}

class Answers extends Queries {
  loan = async (): Promise<Loan | null> => null;
  openLoans = async (): Promise<readonly Loan[]> => [];
  latestFindings = async () => [{ __typename: 'Gap', place: 1 } as const];
}

class Loans extends LoanEntity {
  async load(keys: readonly LoanKey[]): Promise<readonly (Loan | null)[]> {
    return keys.map(() => null);
  }
  async notes(
    parents: readonly LoanRef[],
    args: LoanNotesArgs,
    _context: RequestContext,
  ): Promise<readonly (readonly Note[])[]> {
    expectTypeOf(args.last).toEqualTypeOf<number>();
    return parents.map(() => []);
  }
}

type Options = Parameters<typeof LendingModule.register>[0];
const options = {
  queries: Answers,
  entities: { Loan: Loans },
  commands: { lendBook: LendBook, returnBooks: ReturnBooks, importBooks: ImportBooks },
  consumers: [],
  migrations: {},
} satisfies Options;

test('a service that has a class for each part of its schema is accepted', () => {
  expectTypeOf(options).toExtend<Options>();
});

test('entities are loaded and fields resolved for all keys of a request at once, for whoever asks', () => {
  expectTypeOf<Loans['load']>().parameter(0).toEqualTypeOf<readonly LoanKey[]>();
  expectTypeOf<Parameters<LoanEntity['notes']>[0]>().toEqualTypeOf<readonly LoanRef[]>();
  expectTypeOf<RequestContext['actor']>().toEqualTypeOf<RequestActor | undefined>();
  expectTypeOf<CommandContext<Tx>['actor']>().toEqualTypeOf<Actor | undefined>();
  class OneByOne extends LoanEntity {
    // @ts-expect-error what is loaded is an answer for each key
    async load(key: LoanKey): Promise<Loan | null> {
      void key;
      return null;
    }
    async notes(): Promise<readonly (readonly Note[])[]> {
      return [];
    }
  }
  void OneByOne;
});

test('a missing or wrong class is a type error', () => {
  const { lendBook, returnBooks } = options.commands;
  // @ts-expect-error importBooks has no handler
  const missing: Options['commands'] = { lendBook, returnBooks };
  // @ts-expect-error LendBook does not handle returnBooks
  const wrong: Options['commands'] = { ...options.commands, returnBooks: LendBook };
  // @ts-expect-error the schema has no command of that name
  const added: Options['commands'] = { ...options.commands, loseBook: LendBook };
  // @ts-expect-error queries are no entity
  const entities: Options['entities'] = { Loan: Answers };
  void [missing, wrong, added, entities];
});

test('an outcome is one of the declared results, with its name and all of its fields', () => {
  // @ts-expect-error __typename tells the members apart
  const nameless: LendBookOutcome = { id: '1' };
  // @ts-expect-error Note is no result of lendBook
  const foreign: LendBookOutcome = { __typename: 'Note', text: '' };
  // @ts-expect-error fines are missing
  const incomplete: LendBookOutcome = { __typename: 'Barred' };
  // @ts-expect-error an entity is carried by its key
  const whole: LendBookOutcome = { __typename: 'Loan', id: '1', state: 'OPEN' };
  void [nameless, foreign, incomplete, whole];
});

test('an event has all of its fields, and nullable ones are null rather than missing', () => {
  // @ts-expect-error fine is missing
  bookReturned({ loanId: '1', loan: { id: '1' } });
  // @ts-expect-error members of a union are named
  shelvesCounted({ shelf: 1, weight: null, complete: true, found: [{ place: 1 }] });
});

test('only constructors of the own service make events that can be published', () => {
  const publish = (context: HandlerContext<Tx>, data: BookLentData) => {
    context.publish(newEvent(BookLent, data));
    // @ts-expect-error BookLent is an event of another service here
    context.publish(newEvent(ForeignBookLent, data));
    // @ts-expect-error an object literal is no event
    context.publish({ definition: ForeignBookLent, data });
  };
  void publish;
});

test('a consumer of several events is handed each with its own data', () => {
  class Ledger implements EventHandler<typeof ForeignBookLent | typeof BookReturned, Tx> {
    async handle(event: ReceivedEvent<typeof ForeignBookLent | typeof BookReturned>) {
      if (event.name === 'BookLent') {
        expectTypeOf(event.data.at).toEqualTypeOf<string>();
        // A record that was written before the field was added lacks it.
        expectTypeOf(event.data.book?.isbn).toEqualTypeOf<string | undefined>();
      } else {
        expectTypeOf(event.data.fine).toEqualTypeOf<{
          readonly __typename?: 'Fine';
          readonly cents: number;
        } | null>();
        // @ts-expect-error BookReturned has no such field
        void event.data.at;
      }
    }
  }
  void Ledger;
});

test('a generator yields events of its service and progress, and returns the outcome', () => {
  class Generating extends LendBookHandler {
    async *handle({ input }: LendBookArgs, { tx }: CommandContext<Tx>) {
      expectTypeOf(tx).toEqualTypeOf<Tx>();
      yield progress({ of: input.days ?? null, done: [1, 'two', true] });
      yield bookReturned({ loanId: '1', loan: { id: '1' }, fine: null });
      yield to(ownTopic('archive'), bookReturned({ loanId: '1', loan: { id: '1' }, fine: null }));
      return { __typename: 'AlreadyLent', until: null } as const;
    }
  }
  const accepted: Options['commands'] = { ...options.commands, lendBook: Generating };
  void accepted;
});

test('what a generator yields or returns besides is a type error', () => {
  const data = {} as BookLentData;
  class ForeignEvent extends LendBookHandler {
    // @ts-expect-error the token of another service's event makes none to publish
    async *handle() {
      yield { definition: ForeignBookLent, data };
      return { __typename: 'AlreadyLent', until: null } as const;
    }
  }
  class Literal extends LendBookHandler {
    // @ts-expect-error an object literal is neither event nor progress
    async *handle() {
      yield { done: 1 };
      return { __typename: 'AlreadyLent', until: null } as const;
    }
  }
  class WrongMember extends LendBookHandler {
    // @ts-expect-error Note is no result of lendBook
    async *handle() {
      yield progress(1);
      return { __typename: 'Note', text: '' } as const;
    }
  }
  class NoResult extends LendBookHandler {
    // @ts-expect-error a result is missing
    async *handle() {
      yield progress(1);
    }
  }
  class Synchronous extends LendBookHandler {
    // @ts-expect-error a command's handler is asynchronous
    handle(): LendBookOutcome {
      return { __typename: 'AlreadyLent', until: null };
    }
  }
  void [ForeignEvent, Literal, WrongMember, NoResult, Synchronous];
});

test('progress is what JSON can carry', () => {
  expectTypeOf(progress).parameter(0).toEqualTypeOf<JsonValue>();
  // @ts-expect-error a date is no JSON
  progress(new Date());
  // @ts-expect-error undefined is no JSON
  progress({ done: undefined });
  // @ts-expect-error a function is no JSON
  progress(() => 1);
  // @ts-expect-error a bigint is no JSON
  progress(1n);
});

test('to sends events of the own service, to a topic that was named as such', () => {
  const event = bookReturned({ loanId: '1', loan: { id: '1' }, fine: null });
  // @ts-expect-error a string is no topic
  const byName = () => to('lending.commands', event);
  // @ts-expect-error an event of another service
  const foreign = () => to(ownTopic('archive'), newEvent(ForeignBookLent, {} as never));
  // @ts-expect-error an object literal is no event
  const literal = () => to(ownTopic('archive'), { definition: BookLent, data: {} });
  void [byName, foreign, literal];
});

test('a handler without unit of work is declared as such, in type and value', () => {
  class Undeclared extends ImportBooksHandler {
    // @ts-expect-error extend ImportBooksHandler<'at-least-once'>
    override readonly guarantee = 'at-least-once';
    handle = async () => null;
  }
  class Unknown extends ImportBooksHandler<'at-least-once'> {
    // @ts-expect-error commands are never at-most-once
    override readonly guarantee = 'at-most-once';
    handle = async () => null;
  }
  void [Undeclared, Unknown];
});

test('an interface of events stands for all that implement it, of every service', () => {
  type About = ReceivedEvent<typeof AboutLoan>;
  expectTypeOf<About['name']>().toEqualTypeOf<'BookReturned' | 'DrawerOpened'>();
  expectTypeOf<About['data']['loanId']>().toEqualTypeOf<LoanId>();
  expectTypeOf<ReceivedEvent<typeof LoanEvent>['name']>().toEqualTypeOf<
    'BookLent' | 'BookReturned'
  >();
  const narrow = (event: About): string | undefined => {
    if (event.name === 'DrawerOpened') return event.data.machine;
    // @ts-expect-error BookReturned has no machine
    return event.data.machine;
  };
  void narrow;
});
