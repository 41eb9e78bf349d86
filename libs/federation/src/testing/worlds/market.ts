import type { Thing, World } from './world.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key",
  "@shareable", "@external", "@override", "@context", "@fromContext", "@requires"])
`;

const people = `${LINK}
type Query { people: [Person!]! person(id: ID!): Person clubs: [Club] }
type Person @key(fields: "id") { id: ID! name: String currency: String! language: String friend: Person }
type Club @key(fields: "id") { id: ID! name: String! currency: String! language: String members: [Person!] }
`;

const shelves = `${LINK}
type Query { person1: Person }
type Person @key(fields: "id") @context(name: "buyer") {
  id: ID! currency: String! @external language: String @external items(first: Int = 3): [Item] favourite: Item
}
type Club @key(fields: "id") @context(name: "buyer") {
  id: ID! currency: String! @external language: String @external shelf: [[Item]!]
}
type Item @key(fields: "id") {
  id: ID! title: String stock: Int
  price(in: String @fromContext(field: "$buyer { currency }"), times: Int = 1): Int
  offer: Offer
}
type Offer { percent: Int }
type Maker @key(fields: "id") { id: ID! greeting(in: String @fromContext(field: "$buyer { language }")): String }
`;

const stocks = `${LINK}
type Query { sales: Int }
type Person @key(fields: "id") { id: ID! wishes: [Item!] }
type Item @key(fields: "id") { id: ID! stock: Int @override(from: "shelves", label: "percent(50)") sold: Int maker: Maker }
type Maker @key(fields: "id") { id: ID! town: String }
`;

type Fields = Readonly<Record<string, unknown>>;

const maker = { __typename: 'Maker', id: 'm1', town: 'Jena' };
/** An item as its buyer has it: the same item may be on several shelves. */
const item = (id: string, buyer: unknown, rest: object = {}): Record<string, unknown> => ({
  __typename: 'Item',
  id,
  title: `Item ${id}`,
  base: id.length * 10,
  stock: 4,
  sold: null,
  buyer,
  offer: { __typename: 'Offer', percent: 5 },
  maker: { ...maker, buyer },
  ...rest,
});
const person = (
  id: string,
  currency: string,
  language: string | null,
): Record<string, unknown> => ({
  __typename: 'Person',
  id,
  name: id,
  currency,
  language,
});
const ada = person('ada', 'GBP', 'en');
const kurt = person('kurt', 'EUR', null);
const club: Record<string, unknown> = {
  __typename: 'Club',
  id: 'c1',
  name: 'Chess',
  currency: 'CHF',
  language: 'de',
  members: [ada, kurt],
};
Object.assign(ada, {
  friend: kurt,
  items: [item('i1', ada), null, item('i22', ada, { offer: null, maker: null })],
  favourite: item('i1', ada),
  wishes: [item('i1', ada)],
});
Object.assign(kurt, {
  friend: null,
  items: [item('i1', kurt)],
  favourite: null,
  wishes: [item('i1', kurt)],
});
Object.assign(club, { shelf: [[item('i22', club, { offer: null, maker: null }), null], []] });
const known = [item('i1', undefined), item('i22', undefined, { offer: null, maker: null })];

const RATES: Fields = { GBP: 2, EUR: 3, CHF: 5 };
const of = (buyer: unknown, field: string): unknown => (buyer as Fields | undefined)?.[field];

/** Arguments taken from what is around an object, and fields on their way to another service. */
export const market: World = {
  name: 'market',
  services: { people, shelves, stocks },
  ids: ['ada', 'kurt', 'c1', 'i1', 'nobody'],
  loadsInStock: false,
  entities: [ada, kurt, club, ...known, maker] as unknown as readonly Thing[],
  query: {
    people: [kurt, ada],
    person: ({ id }: { id: string }) => [ada, kurt].find((one) => one['id'] === id),
    clubs: [club, null],
    person1: ada,
    sales: 7,
  },
  computed: {
    // A service is told by arguments what stands around; one schema looks there itself.
    'Item.price': ({ base, buyer }, { in: told, times }) => {
      const rate = RATES[String(told ?? of(buyer, 'currency'))];
      return typeof rate === 'number' ? Number(base) * rate * Number(times) : null;
    },
    'Maker.greeting': ({ buyer }, { in: told }) =>
      `hello in ${(told ?? of(buyer, 'language') ?? '?') as string}`,
    'Person.items': ({ items }, { first }) => (items as unknown[]).slice(0, Number(first)),
  },
};
