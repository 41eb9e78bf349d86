const SERVICES = ['sales', 'stock', 'billing', 'shipping', 'support'] as const;
const EACH = 10;

const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** What the schema has, for the report. */
export const SIZE = {
  services: SERVICES.length,
  types: SERVICES.length * EACH * 4,
  commands: SERVICES.length * EACH,
  events: SERVICES.length * EACH,
};

/** SDL by service: of each kind ten, with entities that refer to other services. */
export function schema(): Readonly<Record<string, string>> {
  return Object.fromEntries(SERVICES.map((service, index) => [service, sdlOf(service, index)]));
}

function sdlOf(service: string, index: number): string {
  const neighbour = pascal(SERVICES[(index + 1) % SERVICES.length] ?? service);
  const S = pascal(service);
  const numbers = Array.from({ length: EACH }, (_, n) => n);
  const all = (part: (n: number) => string): string => numbers.map(part).join('\n');
  return `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  @link(url: "https://metamorphosis.dev/spec/v1.0", import: ["@command", "@constraint", "@event", "@rejection", "@subscribe"])
${all((n) => entity(S, n, neighbour))}
type ${neighbour}0 @key(fields: "id", resolvable: false) { id: ID! }
type Query {
${all((n) => `  "The ${service}${n} of this id." ${service}${n}(id: ID!): ${S}${n}`)}
}
type Mutation {
${all((n) => `  "Changes a ${service}${n}." change${S}${n}(input: Change${S}${n}Input!): Change${S}${n}Result! @command(key: "input.id")`)}
}
type Subscription {
${all((n) => `  ${service}${n}Changed(id: ID): ${S}${n}Changed! @subscribe`)}
}
`;
}

function entity(S: string, n: number, neighbour: string): string {
  const name = `${S}${n}`;
  return `"One of many things."
type ${name} @key(fields: "id") { id: ID! title: String! count: Int! at: DateTime! price: Float tags: [String!]! other: ${neighbour}0 notes(first: Int = 10): [String!]! }
"Published when a ${name} has changed."
type ${name}Changed @event(key: "id") { id: ID! at: DateTime! title: String! count: Int! ${name.toLowerCase()}: ${name}! }
input Change${name}Input { id: ID! title: String! @constraint(maxLength: 80) count: Int! = 1 @constraint(min: 1) tags: [String!] price: Float at: DateTime }
union Change${name}Result = ${name} | ${name}Refused
type ${name}Refused @rejection { limit: Int! reason: String }`;
}
