import { expect, expectTypeOf, test } from 'vitest';
import { connectionOf, pageOf, type Page } from './paging.js';

const rows = ['a', 'b', 'c', 'd', 'e'].map((id, index) => ({ id, place: 10 - index }));

/** As a service reads them: one more than was asked for. */
const read = ({ first, after }: Page) =>
  rows.filter(({ id }) => after === undefined || id > after).slice(0, first + 1);

test('page after page gives every row once, and says where it stands', () => {
  const seen: string[] = [];
  let after: string | null = null;
  for (let count = 0; count < 3; count += 1) {
    const page = pageOf({ first: 2, after });
    const { edges, pageInfo } = connectionOf(read(page), page);
    seen.push(...edges.map(({ node }) => node.id));
    expect(pageInfo).toMatchObject({
      hasPreviousPage: count > 0,
      hasNextPage: count < 2,
      startCursor: edges[0]?.cursor,
      endCursor: edges.at(-1)?.cursor,
    });
    after = pageInfo.endCursor;
  }
  expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('an empty page has no places', () => {
  expect(connectionOf([], pageOf({ first: 0 })).pageInfo).toEqual({
    ...{ hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});

test('rows without an id, or in another order, are named by what they are ordered by', () => {
  const places = rows.map(({ place }) => ({ place }));
  const connection = connectionOf(places, pageOf({ first: 2 }), ({ place }) => String(place));
  expect(pageOf({ after: connection.pageInfo.endCursor }).after).toBe('9');
  expectTypeOf(connection.edges).toEqualTypeOf<{ cursor: string; node: { place: number } }[]>();
  // @ts-expect-error without an id nobody knows where they stand
  expect(() => connectionOf(places, pageOf({}))).toThrow(TypeError);
});

test.each([
  [{ first: -1 }, 'first is -1'],
  [{ first: 101 }, 'first is 101'],
  [{ after: 'no cursor!' }, 'no cursor of this list'],
])('%o is refused', (args, message) => {
  expect(() => pageOf(args)).toThrow(
    expect.objectContaining({
      code: 'VALIDATION_FAILED',
      message: expect.stringContaining(message),
    }),
  );
});
