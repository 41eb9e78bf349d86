import { errors } from '@metamorphosis/contract';
import type { CommandHandler, CommandSender, ServiceDefinition } from '@metamorphosis/core';
import type { Cancel, ServiceParts } from './service-parts.js';

/** A service as codegen makes its definition from SDL: for the specs of this folder. */
export const libraryDefinition: ServiceDefinition = {
  name: 'library',
  subgraphSdl: /* GraphQL */ `
    extend schema
      @link(
        url: "https://specs.apollo.dev/federation/v2.9"
        import: ["@key", "@shareable", "@inaccessible"]
      )
    scalar DateTime
    scalar JSON
    type Book @key(fields: "id") @key(fields: "shelf place") {
      id: ID!
      title: String!
      subtitle: String
      shelf: String
      place: Int
      addedAt: DateTime!
      author: Author
      similar(first: Int = 2): [Book!]!
    }
    type Author @key(fields: "id") {
      id: ID!
      books(first: Int!): [Book!]!
    }
    type AlreadyLent {
      until: DateTime!
    }
    union LendBookResult = Book | AlreadyLent
    input LendBookInput {
      bookId: ID!
      days: Int!
    }
    enum CommandState {
      ACCEPTED
      STARTED
      RETRYING
      SUCCEEDED
      REJECTED
      FAILED
    }
    type CommandReceipt @shareable {
      commandId: ID!
      acceptedAt: DateTime!
      state: CommandState!
    }
    type CommandError @shareable {
      code: String!
      message: String!
    }
    type Command @shareable {
      id: ID!
      name: String!
      state: CommandState!
      acceptedAt: DateTime!
      attempts: Int!
      error: CommandError
    }
    type LendBookUpdate @shareable {
      commandId: ID!
      state: CommandState!
      result: LendBookResult
      progress: JSON
      error: CommandError
      at: DateTime!
    }
    type Query {
      book(id: ID!): Book
      addedSince(time: DateTime!): [Book!]!
      fails(how: String!): String
      mustNotBeNull: String!
      lendBookResult(commandId: ID!): LendBookUpdate
      _command(id: ID!): Command @inaccessible @shareable
      _commandUpdate(id: ID!): JSON @inaccessible
    }
    type Mutation {
      lendBook(input: LendBookInput!, idempotencyKey: ID): LendBookResult!
      lendBookAsync(input: LendBookInput!, idempotencyKey: ID): CommandReceipt!
      _cancelCommand(id: ID!): JSON @inaccessible @shareable
    }
  `,
  eventsSdl: 'type BookLent { bookId: ID! }',
  commands: [
    {
      service: 'library',
      name: 'lendBook',
      type: 'library.lendBook',
      queue: 'commands',
      timing: ['SYNC', 'ASYNC'],
      timeoutMs: 2000,
      expire: false,
      keyOf: (args: LendBookArgs) => args.input.bookId,
      checkArgs: (value) =>
        (value as LendBookArgs).input.days > 0
          ? []
          : [{ path: 'input.days', message: 'must be above 0' }],
      checkResult: () => [],
      rejections: ['AlreadyLent'],
    },
  ],
  events: [],
  queries: ['book', 'addedSince', 'fails', 'mustNotBeNull'],
  entities: [
    { name: 'Book', keys: [['id'], ['shelf', 'place']], resolvedFields: ['similar'], loads: true },
    { name: 'Author', keys: [['id']], resolvedFields: ['books'], loads: false },
  ],
};

/** The arguments of `lendBook`. */
export interface LendBookArgs {
  readonly input: { readonly bookId: string; readonly days: number };
}

type Key = Readonly<Record<string, string | number>>;

function book(id: string): Record<string, unknown> {
  return { id, title: `Book ${id}`, addedAt: new Date(0), author: { id: `a${id}` } };
}

/** The author's part of the library, which writes down what it was called with. */
export class LibraryBooks {
  readonly loads: (readonly Key[])[] = [];
  readonly similarCalls: { parents: readonly Key[]; args: unknown }[] = [];

  load(keys: readonly Key[]): Promise<readonly (object | null)[]> {
    this.loads.push(keys);
    return Promise.resolve(
      keys.map(({ id, shelf, place }) => {
        if (shelf !== undefined)
          return { ...book(`${String(shelf)}${String(place)}`), shelf, place };
        return String(id).startsWith('missing') ? null : book(String(id));
      }),
    );
  }

  similar(parents: readonly Key[], args: { first: number }): Promise<readonly object[][]> {
    this.similarCalls.push({ parents, args });
    const names = Array.from({ length: args.first }, (_, index) => `s${index}`);
    return Promise.resolve(
      parents.map(({ id }) => names.map((name) => ({ id: `${String(id)}-${name}` }))),
    );
  }
}

/** Resolves the books of authors, an entity that has nothing of its own here. */
export class LibraryAuthors {
  readonly calls: { parents: readonly Key[]; args: unknown }[] = [];

  books(parents: readonly Key[], args: { first: number }): Promise<readonly object[][]> {
    this.calls.push({ parents, args });
    return Promise.resolve(
      parents.map(({ id }) => [{ id: `${String(id)}-b0` }].slice(0, args.first)),
    );
  }
}

const libraryQueries = {
  book: ({ id }: { id: string }) => (id.startsWith('missing') ? null : { id }),
  addedSince: () => [book('7')],
  fails: ({ how }: { how: string }): never => {
    if (how === 'visible') throw errors.UNAVAILABLE(['the shelf'], { details: { shelf: 'A' } });
    if (how === 'masked') throw errors.LEASE_LOST(['commands', 'library.commands', 3]);
    throw new Error('password of the database is hunter2');
  },
  mustNotBeNull: () => null,
};

/** The library's parts, with fresh records of what was called. */
export function libraryParts(
  sender: CommandSender,
  lendBook: CommandHandler<LendBookArgs, unknown, never> = {
    handle: () => Promise.reject(new Error('handlers run in workers')),
  },
  cancel: Cancel = () => Promise.reject(new Error('nothing is cancelled here')),
): ServiceParts & { readonly books: LibraryBooks; readonly authors: LibraryAuthors } {
  const books = new LibraryBooks();
  const authors = new LibraryAuthors();
  return {
    queries: libraryQueries,
    entities: { Book: books, Author: authors },
    commands: { lendBook },
    sender,
    cancel,
    books,
    authors,
  };
}
