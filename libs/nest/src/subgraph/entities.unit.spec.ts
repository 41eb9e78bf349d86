import { expect, test } from 'vitest';
import { startLibrary, type LibraryApp } from './library-app.fixture.spec.js';
import { librarySender } from './library-sender.fixture.spec.js';
import { libraryParts } from './library-service.fixture.spec.js';

type Parts = ReturnType<typeof libraryParts>;

async function library(
  change: (parts: Parts) => void = () => undefined,
): Promise<{ app: LibraryApp; parts: Parts }> {
  const { sender } = await librarySender();
  const parts = libraryParts(sender);
  change(parts);
  return { app: await startLibrary(parts), parts };
}

const ENTITIES = /* GraphQL */ `
  query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      __typename
      ... on Book {
        id
        title
        subtitle
      }
      ... on Author {
        id
        books(first: 1) {
          id
          title
        }
      }
    }
  }
`;

const bookReference = (id: string): object => ({ __typename: 'Book', id });

test('loads 30 representations with one call, in their order, null for unknown ones', async () => {
  const { app, parts } = await library();
  const ids = Array.from({ length: 30 }, (_, index) => (index === 7 ? 'missing' : `b${index}`));
  const reply = await app.ask(ENTITIES, { representations: ids.map(bookReference) });
  expect(reply.errors).toBeUndefined();
  expect(reply.data).toEqual({
    _entities: ids.map((id) =>
      id === 'missing' ? null : { __typename: 'Book', id, title: `Book ${id}`, subtitle: null },
    ),
  });
  expect(parts.books.loads).toEqual([ids.map((id) => ({ id }))]);
});

test('loads what is asked for twice only once', async () => {
  const { app, parts } = await library();
  await app.ask(ENTITIES, { representations: ['x', 'y', 'x'].map(bookReference) });
  expect(parts.books.loads).toEqual([[{ id: 'x' }, { id: 'y' }]]);
});

test('loads by any of the keys', async () => {
  const { app, parts } = await library();
  const reply = await app.ask(ENTITIES, {
    representations: [bookReference('x'), { __typename: 'Book', shelf: 'A', place: 3 }],
  });
  expect(reply.data).toMatchObject({ _entities: [{ id: 'x' }, { id: 'A3', title: 'Book A3' }] });
  expect(parts.books.loads).toEqual([[{ id: 'x' }, { shelf: 'A', place: 3 }]]);
});

test('answers an entity without fields of its own with its key, and its fields for all parents at once', async () => {
  const { app, parts } = await library();
  const reply = await app.ask(ENTITIES, {
    representations: ['1', '2'].map((id) => ({ __typename: 'Author', id })),
  });
  expect(reply.data).toEqual({
    _entities: ['1', '2'].map((id) => ({
      __typename: 'Author',
      id,
      books: [{ id: `${id}-b0`, title: `Book ${id}-b0` }],
    })),
  });
  expect(parts.authors.calls).toEqual([
    {
      parents: [expect.objectContaining({ id: '1' }), expect.objectContaining({ id: '2' })],
      args: { first: 1 },
    },
  ]);
  expect(parts.books.loads).toHaveLength(1);
});

test('a bad representation fails alone', async () => {
  const { app } = await library();
  const reply = await app.ask(ENTITIES, {
    representations: [
      bookReference('x'),
      { __typename: 'Shelf', id: '1' },
      { __typename: 'Book' },
      { __typename: 'Book', id: { $ne: null } },
    ],
  });
  expect(reply.data).toMatchObject({ _entities: [{ id: 'x' }, null, null, null] });
  const problems = reply.errors?.map(({ path, extensions }) => [path, extensions['code']]);
  expect(problems).toEqual([
    [['_entities', 1], 'BAD_REQUEST'],
    [['_entities', 2], 'BAD_REQUEST'],
    [['_entities', 3], 'BAD_REQUEST'],
  ]);
});

test('loads what a reference lacks, and nothing when only its key is selected', async () => {
  const { app, parts } = await library();
  expect((await app.ask('{ book(id: "x") { id } }')).data).toEqual({ book: { id: 'x' } });
  expect(parts.books.loads).toEqual([]);

  const reply = await app.ask('{ a: book(id: "x") { title } b: book(id: "y") { title addedAt } }');
  expect(reply.data).toEqual({
    a: { title: 'Book x' },
    b: { title: 'Book y', addedAt: '1970-01-01T00:00:00.000Z' },
  });
  expect(parts.books.loads).toEqual([[{ id: 'x' }, { id: 'y' }]]);
});

test('resolves a field once for each set of arguments', async () => {
  const { app, parts } = await library();
  const reply = await app.ask(/* GraphQL */ `
    {
      a: book(id: "x") {
        similar {
          id
        }
        one: similar(first: 1) {
          id
        }
      }
      b: book(id: "y") {
        similar(first: 2) {
          id
        }
      }
    }
  `);
  expect(reply.data).toEqual({
    a: { similar: [{ id: 'x-s0' }, { id: 'x-s1' }], one: [{ id: 'x-s0' }] },
    b: { similar: [{ id: 'y-s0' }, { id: 'y-s1' }] },
  });
  expect(parts.books.similarCalls.map(({ parents, args }) => [parents.length, args])).toEqual([
    [2, { first: 2 }],
    [1, { first: 1 }],
  ]);
});

test('says that a load answered in another order than it was asked', async () => {
  const { app } = await library(({ books }) => {
    books.load = (keys) => Promise.resolve([...keys].reverse().map(({ id }) => ({ id })));
  });
  const reply = await app.ask('{ a: book(id: "x") { title } b: book(id: "y") { title } }');
  expect(reply.errors?.[0]?.extensions['code']).toBe('INTERNAL_ERROR');
  const [line] = app.lines;
  expect(line?.level).toBe('error');
  expect(String((line?.facts as { err: Error }).err)).toContain('Answer in the order of the keys');
});

test('resolves a field once for parents of the same key', async () => {
  const { app, parts } = await library();
  await app.ask('{ a: book(id: "x") { similar { id } } b: book(id: "x") { similar { id } } }');
  expect(parts.books.similarCalls.map(({ parents }) => parents)).toEqual([[{ id: 'x' }]]);
});

test('keeps what the gateway sends along with a key', async () => {
  const { app, parts } = await library(({ books }) => {
    books.load = (keys) => Promise.resolve(keys.map(({ id }) => ({ id, title: 'Loaded' })));
  });
  const reply = await app.ask(ENTITIES, {
    representations: [{ __typename: 'Book', id: 'x', subtitle: 'Sent along', title: 'Stale' }],
  });
  expect(reply.data).toMatchObject({ _entities: [{ title: 'Loaded', subtitle: 'Sent along' }] });
  expect(parts.books.loads).toEqual([]);
});

test('loads several _entities fields of one request with one call', async () => {
  const { app, parts } = await library();
  const query = /* GraphQL */ `
    query ($a: [_Any!]!, $b: [_Any!]!) {
      a: _entities(representations: $a) {
        ... on Book {
          title
        }
      }
      b: _entities(representations: $b) {
        ... on Book {
          title
        }
      }
    }
  `;
  await app.ask(query, { a: [bookReference('x'), bookReference('y')], b: [bookReference('z')] });
  expect(parts.books.loads).toEqual([[{ id: 'x' }, { id: 'y' }, { id: 'z' }]]);
});
