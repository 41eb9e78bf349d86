import type { Thing, World } from './world.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key",
  "@shareable", "@requires", "@provides", "@external", "@override", "@inaccessible", "@tag"])
`;

const books =
  LINK +
  `
type Query { book(id: ID!): Book books(first: Int = 2): [Book!]! shelf(code: String!): Shelf }
type Book @key(fields: "id") @key(fields: "isbn") {
  id: ID! isbn: String! title(upper: Boolean): String! pages: Int
  size: Size @shareable secret: String @inaccessible @tag(name: "internal")
  author: Author @provides(fields: "name")
}
type Size @shareable { width: Int! height: Int! depth: Int @inaccessible }
type Author @key(fields: "id") { id: ID! name: String @external }
type Shelf @key(fields: "code room { id }") { code: String! room: Room! books: [Book] }
type Room @key(fields: "id") { id: ID! }
`;

const people =
  LINK +
  `
type Query { author(id: ID!): Author authors: [Author] }
type Author @key(fields: "id") {
  id: ID! name: String @shareable born: Int died: Int wrote: [Book!] favourite: Book rating: Float
}
type Book @key(fields: "isbn", resolvable: false) { isbn: String! }
`;

const rooms =
  LINK +
  `
type Room @key(fields: "id") { id: ID! label: String! shelves(first: Int = 3): [Shelf!] floor: Floor }
type Floor { number: Int! rooms: [Room] }
type Shelf @key(fields: "code room { id }") { code: String! room: Room! metres: Float load: Int @requires(fields: "books { pages size { width } }") books: [Book] @external }
type Book @key(fields: "id") { id: ID! pages: Int @external size: Size @external kept: Shelf }
type Size { width: Int! @external }
type Query { rooms: [Room!]! }
`;

const reviews =
  LINK +
  `
type Query { best: Book }
type Book @key(fields: "isbn") {
  isbn: String! pages: Int @external size: Size @external
  stars: [Int] volume(unit: Unit = CM): Int @requires(fields: "pages size { width height }")
}
type Size { width: Int! @external height: Int! @external }
type Author @key(fields: "id") { id: ID! rating: Float @override(from: "people") born: Int @external age: Int @requires(fields: "born") }
enum Unit { CM MM }
`;

const author = (id: string, rest: object): Thing => ({ __typename: 'Author', id, ...rest });
const book = (id: string, rest: object): Thing => ({
  __typename: 'Book',
  id,
  isbn: `isbn-${id}`,
  ...rest,
});

const size = (width: number, height: number): Thing => ({
  __typename: 'Size',
  width,
  height,
  depth: 1,
});
const woolf: Record<string, unknown> = author('a1', {
  name: 'Woolf',
  born: 1882,
  died: 1941,
  rating: 4.5,
});
const kafka: Record<string, unknown> = author('a2', {
  name: null,
  born: null,
  died: 1924,
  rating: null,
});
const b1: Record<string, unknown> = book('b1', {
  title: 'The Waves',
  pages: 300,
  size: size(10, 20),
  secret: 'x',
  stars: [5, null, 4],
  author: woolf,
});
const b2: Record<string, unknown> = book('b2', {
  title: 'Orlando',
  pages: null,
  size: null,
  secret: null,
  stars: null,
  author: woolf,
});
const b3: Record<string, unknown> = book('b3', {
  title: 'Der Prozess',
  pages: 270,
  size: size(11, 18),
  secret: null,
  stars: [],
  author: kafka,
});
const floor: Record<string, unknown> = { __typename: 'Floor', number: 1 };
const r1: Record<string, unknown> = { __typename: 'Room', id: 'r1', label: 'Blue', floor };
const r2: Record<string, unknown> = { __typename: 'Room', id: 'r2', label: 'Red', floor: null };
const s1: Record<string, unknown> = {
  __typename: 'Shelf',
  code: 's',
  room: r1,
  books: [b1, null, b2],
  metres: 2.5,
};
const s2: Record<string, unknown> = {
  __typename: 'Shelf',
  code: 's',
  room: r2,
  books: null,
  metres: null,
};
Object.assign(floor, { rooms: [r1, null, r2] });
Object.assign(r1, { shelves: [s1] });
Object.assign(r2, { shelves: null });
Object.assign(woolf, { wrote: [b1, b2], favourite: b3 });
Object.assign(kafka, { wrote: null, favourite: null });
Object.assign(b1, { kept: s1 });
Object.assign(b2, { kept: null });
Object.assign(b3, { kept: s2 });

const all = [woolf, kafka, b1, b2, b3, r1, r2, s1, s2] as unknown as readonly Thing[];
const byId = ({ id }: { id?: unknown }): unknown => all.find((one) => one['id'] === id);

interface Sized {
  readonly pages?: number | null;
  readonly size?: { readonly width: number; readonly height: number } | null;
}

/** Entities with several and nested keys, required and provided fields, overrides, hidden parts. */
export const library: World = {
  name: 'library',
  services: { books, people, rooms, reviews },
  ids: ['a1', 'a2', 'b1', 'b2', 'b3', 'r1', 'nobody', 's'],
  loadsInStock: true,
  entities: all,
  query: {
    book: (args: object) => [b1, b2, b3].find((one) => one === byId(args)),
    books: ({ first }: { first: number }) => [b1, b2, b3].slice(0, first),
    shelf: ({ code }: { code: string }) => [s1, s2].find((one) => one['code'] === code),
    author: (args: object) => [woolf, kafka].find((one) => one === byId(args)),
    authors: [woolf, null, kafka],
    rooms: [r1, r2],
    best: b3,
  },
  computed: {
    'Book.title': ({ title }, { upper }) => (upper ? String(title).toUpperCase() : title),
    'Room.shelves': ({ shelves }, { first }) =>
      (shelves as unknown[] | null)?.slice(0, first as number) ?? null,
  },
  required: {
    'Book.volume': (object, { unit }) => {
      const { pages, size: own } = object as Sized;
      if (!own || typeof pages !== 'number') return null;
      return own.width * own.height * pages * (unit === 'MM' ? 10 : 1);
    },
    'Author.age': ({ born }) => (typeof born === 'number' ? 2000 - born : null),
    'Shelf.load': ({ books: list }) =>
      (list as (Sized | null)[] | null)?.reduce(
        (sum, one) => sum + (one?.pages ?? 0) + (one?.size?.width ?? 0),
        0,
      ) ?? null,
  },
};
