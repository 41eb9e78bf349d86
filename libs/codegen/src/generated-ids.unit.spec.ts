import type { Selectable } from 'kysely';
import { expectTypeOf, test } from 'vitest';
import { newUuid } from '@metamorphosis/contract';
import type { IdOf, JsonValue } from '@metamorphosis/core';
import type { ShelfId } from '../golden/generated/catalogue/src/generated/ids.js';
import type { Queries } from '../golden/generated/catalogue/src/generated/resolvers.js';
import type {
  QueryShelfArgs,
  Shelf,
  ShelfKey,
} from '../golden/generated/catalogue/src/generated/types.js';
import type { LoanId as LoanIdOfMachines } from '../golden/generated/desk-machines/src/generated/ids.js';
import type {
  DrawerOpenedData,
  OpenInput,
} from '../golden/generated/desk-machines/src/generated/types.js';
import { bookReturned } from '../golden/generated/lending/src/generated/events.js';
import type { LoanId } from '../golden/generated/lending/src/generated/ids.js';
import type {
  BookLentData,
  LendBookInput,
  LoanKey,
  LoanRef,
  QueryLoanArgs,
  ReturnBooksArgs,
} from '../golden/generated/lending/src/generated/types.js';

// What is promised here is held by `npm run typecheck`: an error that is expected and does not come is an error.

declare const loanId: LoanId;
declare const shelfId: ShelfId;

test('text from anywhere is an id without a cast: rows, new ids, templates, JSON, other fields', () => {
  const from = (row: Selectable<{ id: string }>, json: string, other: LendBookInput): LoanRef[] => {
    const parsed: { readonly id: LoanId } = JSON.parse(json);
    bookReturned({ loanId: row.id, loan: row, fine: null });
    return [
      { id: 'l1' },
      { id: `l${Date.now()}` },
      { id: newUuid() },
      { id: other.reader },
      row,
      parsed,
    ];
  };
  void from;
  expectTypeOf<readonly string[]>().toExtend<ReturnBooksArgs['loanIds']>();
});

test('an id is text wherever text is wanted', () => {
  expectTypeOf<LoanId>().toExtend<string>();
  expectTypeOf<readonly LoanId[]>().toExtend<readonly string[]>();
  expectTypeOf<LoanId>().toExtend<JsonValue>();
  const lookedUp = (rows: ReadonlyMap<string, Shelf>, byId: Record<string, Shelf>) => [
    rows.get(shelfId),
    byId[shelfId],
  ];
  void lookedUp;
});

test('`id` of an entity, and fields, arguments and lists that are named after it, hold its id', () => {
  expectTypeOf<LoanKey>().toExtend<{ readonly id: LoanId } | { readonly branch: string }>();
  expectTypeOf<LoanRef['id']>().toEqualTypeOf<LoanId>();
  expectTypeOf<BookLentData['loanId']>().toEqualTypeOf<LoanId>();
  expectTypeOf<ReturnBooksArgs['loanIds']>().toEqualTypeOf<readonly LoanId[]>();
  expectTypeOf<ShelfKey['id']>().toEqualTypeOf<ShelfId>();
  expectTypeOf<QueryShelfArgs['shelfId']>().toEqualTypeOf<ShelfId>();
  expectTypeOf<Awaited<ReturnType<Queries['shelfIds']>>>().toEqualTypeOf<readonly ShelfId[]>();
});

test('in a service that only refers to an entity its ids are the same', () => {
  expectTypeOf<LoanIdOfMachines>().toEqualTypeOf<LoanId>();
  expectTypeOf<DrawerOpenedData['loanId']>().toEqualTypeOf<LoanId>();
  expectTypeOf<OpenInput['shelfIds']>().toEqualTypeOf<readonly ShelfId[] | null | undefined>();
  expectTypeOf<LoanId>().toEqualTypeOf<IdOf<'Loan'>>();
});

test('any other id is text', () => {
  expectTypeOf<LendBookInput['reader']>().toEqualTypeOf<string>();
  expectTypeOf<OpenInput['machine']>().toEqualTypeOf<string>();
  expectTypeOf<QueryLoanArgs['id']>().toEqualTypeOf<string>();
});

test('the id of one entity is no id of another', () => {
  const mixUps = (shelf: Shelf, loan: LoanRef) => {
    // @ts-expect-error a shelf's id in a reference to a loan
    const reference: LoanRef = { id: shelf.id };
    // @ts-expect-error a loan's id in the key of a shelf
    const key: ShelfKey = { id: loanId };
    // @ts-expect-error a shelf's id in an event about a loan
    bookReturned({ loanId: shelfId, loan, fine: null });
    // @ts-expect-error ids of shelves as arguments that name loans
    const args: ReturnBooksArgs = { loanIds: [shelfId], desk: 1 };
    // @ts-expect-error ids of loans in a list of shelves
    const input: OpenInput = { machine: 'm1', shelfIds: [loan.id] };
    // @ts-expect-error they are never equal
    const equal = shelf.id === loan.id;
    // @ts-expect-error a list of the one does not hold the other
    const held = [shelf.id].includes(loan.id);
    // @ts-expect-error present or not, it is the id of another
    const present: ShelfId | null = loanId;
    return [reference, key, args, input, equal, held, present];
  };
  void mixUps;
});
