import { expect, expectTypeOf, test } from 'vitest';
import {
  newEvent,
  ownTopic,
  progress,
  to,
  type EventDefinition,
  type EventInterfaceDefinition,
  type ForeignEventDefinition,
  type HandlerContext,
  type MemoryTx,
  type ReadingContext,
  type ReceivedEvent,
} from '@metamorphosis/core';
import { EventConsumer, eventConsumerMetadata } from './event-consumer.decorator.js';

// Types are held by `npm run typecheck`: an error that is expected and does not come is an error.

type Tx = MemoryTx;
interface Data {
  readonly loanId: string;
}

const facts = { service: 'lending', keyOf: ({ loanId }: Data) => loanId, check: () => [] };
const BookLent: EventDefinition<'BookLent', Data> = {
  ...facts,
  name: 'BookLent',
  type: 'lending.BookLent',
};
const BookReturned: EventDefinition<'BookReturned', Data & { readonly fine: number }> = {
  ...facts,
  name: 'BookReturned',
  type: 'lending.BookReturned',
};
const DrawerOpened: ForeignEventDefinition<'DrawerOpened', Data & { readonly machine: string }> = {
  ...facts,
  foreign: true,
  service: 'desk-machines',
  name: 'DrawerOpened',
  type: 'desk-machines.DrawerOpened',
};
const LoanEvent: EventInterfaceDefinition<'LoanEvent', typeof BookLent | typeof BookReturned> = {
  kind: 'interface',
  name: 'LoanEvent',
  members: [BookLent, BookReturned],
};
const AboutLoan: EventInterfaceDefinition<'AboutLoan', typeof BookReturned | typeof DrawerOpened> =
  { kind: 'interface', name: 'AboutLoan', members: [BookReturned, DrawerOpened] };

const returned = newEvent(BookReturned, { loanId: '1', fine: 1 });

test('an interface stands for its members, each event once', () => {
  class LoansConsumer {
    handle(event: ReceivedEvent<typeof LoanEvent | typeof AboutLoan>) {
      void event.data.loanId;
    }
  }
  EventConsumer([LoanEvent, AboutLoan, BookLent])(LoansConsumer);
  expect(eventConsumerMetadata(LoansConsumer)).toEqual({
    name: 'loans',
    guarantee: 'effectively-once',
    events: [BookLent, BookReturned, DrawerOpened],
  });
});

test('a consumer takes every event it names, and answers with events of its own service', () => {
  class One {
    handle(event: ReceivedEvent<typeof LoanEvent>, _context: HandlerContext<Tx>) {
      return event.name === 'BookLent' ? returned : undefined;
    }
  }
  class Many {
    async *handle(_event: ReceivedEvent<typeof LoanEvent>) {
      yield returned;
      yield to(ownTopic('archive'), returned);
    }
  }
  EventConsumer([LoanEvent])(One);
  EventConsumer([LoanEvent])(Many);
  EventConsumer([BookLent])(One);
  // @ts-expect-error One cannot take DrawerOpened
  EventConsumer([LoanEvent, AboutLoan])(One);
  class Literal {
    handle(_event: ReceivedEvent<typeof LoanEvent>) {
      return { name: 'BookReturned' };
    }
  }
  // @ts-expect-error an object literal is no event
  EventConsumer([LoanEvent])(Literal);
  class Result {
    async *handle(_event: ReceivedEvent<typeof LoanEvent>) {
      yield progress(1);
    }
  }
  // @ts-expect-error nobody follows an event: there is no progress
  EventConsumer([LoanEvent])(Result);
  class Idle {}
  // @ts-expect-error handle is missing
  EventConsumer([LoanEvent])(Idle);
});

test('a consumer has a unit of work if its effects happen once, a reader otherwise', () => {
  class Writing {
    async handle(_event: ReceivedEvent<typeof BookLent>, { tx }: HandlerContext<Tx>) {
      expectTypeOf(tx).toEqualTypeOf<Tx>();
    }
  }
  class Mailing {
    async handle(_event: ReceivedEvent<typeof BookLent>, { reader }: ReadingContext<Tx>) {
      expectTypeOf(reader).toEqualTypeOf<Tx>();
    }
  }
  EventConsumer([BookLent])(Writing);
  EventConsumer([BookLent], { guarantee: 'effectively-once' })(Writing);
  EventConsumer([BookLent], { guarantee: 'at-least-once' })(Mailing);
  EventConsumer([BookLent], { guarantee: 'at-most-once' })(Mailing);
  // @ts-expect-error there is no tx without a unit of work
  EventConsumer([BookLent], { guarantee: 'at-least-once' })(Writing);
  // @ts-expect-error there is no tx without a unit of work
  EventConsumer([BookLent], { guarantee: 'at-most-once' })(Writing);
  // @ts-expect-error a unit of work is written in, not read beside
  EventConsumer([BookLent])(Mailing);
  // @ts-expect-error there is no such guarantee
  EventConsumer([BookLent], { guarantee: 'exactly-once' });
});
