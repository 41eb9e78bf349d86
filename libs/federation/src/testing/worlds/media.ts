import type { Thing, World } from './world.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key",
  "@shareable", "@requires", "@external", "@interfaceObject", "@inaccessible"])
`;

const catalogue = `${LINK}
type Query { media(id: ID!): Media medias(first: Int = 3): [Media!]! search: [Found] grid: [[Media]!] films: [Film] }
interface Media @key(fields: "id") { id: ID! title: String sequel: Media year: Int }
type Film implements Media @key(fields: "id") { id: ID! title: String sequel: Media year: Int minutes: Int }
type Series implements Media @key(fields: "id") { id: ID! title: String sequel: Media year: Int episodes: [Episode!]! }
type Episode { number: Int! series: Series! }
union Found = Film | Series | Person
type Person @key(fields: "id") { id: ID! }
`;

const ratings = `${LINK}
type Query { top: Media rated: [Media!] }
type Media @key(fields: "id") @interfaceObject {
  id: ID! year: Int @external
  stars(of: Int = 5): Float ratings: [Rating!] era: String @requires(fields: "year") similar: [Media]
}
type Rating { stars: Int! by: Person media: Media }
type Person @key(fields: "id") { id: ID! rated: [Media!]! }
`;

const people = `${LINK}
type Query { person(id: ID!): Person people: [Being!]! }
interface Being { id: ID! name: String }
type Person implements Being @key(fields: "id") { id: ID! name: String friends(first: Int): [Being] kind: Kind }
type Robot implements Being @key(fields: "id") { id: ID! name: String maker: Being kind: Kind }
enum Kind { GOOD BAD SECRET @inaccessible }
type Film @key(fields: "id") { id: ID! cast: [Being!] director: Person }
`;

const thing = (__typename: string, id: string, rest: object): Record<string, unknown> => ({
  __typename,
  id,
  ...rest,
});
const f1 = thing('Film', 'f1', { title: 'Metropolis', year: 1927, minutes: 153, stars: 4.5 });
const f2 = thing('Film', 'f2', { title: null, year: null, minutes: null, stars: null });
const s1 = thing('Series', 's1', { title: 'Heimat', year: 1984, stars: 5 });
const p1 = thing('Person', 'p1', { name: 'Fritz', kind: 'GOOD' });
const p2 = thing('Person', 'p2', { name: null, kind: null });
const x1 = thing('Robot', 'x1', { name: 'Maria', kind: 'BAD', maker: p1 });
const rating = (stars: number, by: unknown, media: unknown): Thing => ({
  __typename: 'Rating',
  stars,
  by,
  media,
});
Object.assign(f1, {
  sequel: f2,
  ratings: [rating(5, p1, f1), rating(3, null, f1)],
  similar: [s1, null],
  cast: [x1, p2],
  director: p1,
});
Object.assign(f2, { sequel: null, ratings: null, similar: null, cast: null, director: null });
Object.assign(s1, {
  sequel: f1,
  ratings: [],
  similar: [f1, f2],
  episodes: [1, 2].map((number) => ({ __typename: 'Episode', number, series: s1 })),
});
Object.assign(p1, { friends: [p2, x1, null], rated: [f1, s1] });
Object.assign(p2, { friends: null, rated: [] });

const all = [f1, f2, s1, p1, p2, x1] as unknown as readonly Thing[];
const byId = ({ id }: { id?: unknown }, of: readonly object[]): unknown =>
  of.find((one) => (one as Thing)['id'] === id);

/** Interfaces with keys, an object that stands for an interface, unions, lists of lists. */
export const media: World = {
  name: 'media',
  services: { catalogue, ratings, people },
  ids: ['f1', 'f2', 's1', 'p1', 'p2', 'x1', 'nobody'],
  loadsInStock: true,
  entities: all,
  query: {
    media: (args: object) => byId(args, [f1, f2, s1]),
    medias: ({ first }: { first: number }) => [f1, f2, s1].slice(0, first),
    search: [f1, p1, null, s1, p2],
    grid: [[f1, null], [], [s1, f2]],
    films: [f2, f1],
    top: s1,
    rated: [f1, s1],
    person: (args: object) => byId(args, [p1, p2]),
    people: [x1, p1, p2],
  },
  computed: {
    'Media.stars': ({ stars }, { of }) =>
      typeof stars === 'number' ? (stars * (of as number)) / 5 : null,
    'Person.friends': ({ friends }, { first }) =>
      (friends as unknown[] | null)?.slice(0, (first as number | null) ?? undefined) ?? null,
  },
  required: {
    'Media.era': ({ year }) => (typeof year === 'number' ? `${Math.floor(year / 10)}0s` : null),
  },
};
