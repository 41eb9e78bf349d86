import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { SdlFile } from '../sources/sdl-file.js';
import { clientCommand, type ClientCommand } from './client-command.js';
import { commandsFile } from './commands-file.js';
import { composeApi } from './compose-api.js';

const ZOO = `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  @link(url: "https://metamorphosis.dev/spec/v1.0", import: ["@command", "@rejection"])

type Animal @key(fields: "id") {
  id: ID!
  name: String!
  age: Int
  friends: [Animal!]!
  photo(width: Int!): String
}
type Query { animal(id: ID!): Animal }
type Mutation {
  "Feeds one animal."
  feed(animalId: ID!, grams: Int! = 100): Boolean! @command(key: "animalId", timing: [SYNC])
  move(input: MoveInput!): MoveResult! @command(key: "input.animalId", timing: [ASYNC])
  name(input: NameInput!): Animal! @command(key: "input.animalId")
}
input MoveInput { animalId: ID!  to: String! }
input NameInput { animalId: ID!  name: String! }
union MoveResult = Animal | CageFull | CageClosed
type CageFull @rejection { age: String!  room: Int! }
type CageClosed @rejection { until: String! }
`;
const file: SdlFile = { path: 'schema/zoo.graphql', text: ZOO };
const { schema, commands } = composeApi([file]);
const called = (name: string, ...fragments: string[]): ClientCommand => {
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) throw new Error(`no command ${name}`);
  return clientCommand(command, schema, new Set(fragments));
};

describe('the documents of a command', () => {
  it.each(['feed', 'move', 'name'])('fit the API that the gateway composes: %s', (name) => {
    expect(validate(schema, parse(called(name).documents))).toEqual([]);
  });

  it('are those that its timing allows', () => {
    expect(called('feed').documents).not.toContain('mutation SubmitFeed');
    expect(called('move').documents).not.toContain('mutation MoveCommand');
    expect(called('name').documents).toContain('mutation SubmitName');
    expect(called('name').documents).toContain('mutation NameCommand');
  });

  it('select scalars that need no arguments, and of two that clash the first', () => {
    const { documents } = called('move');
    expect(documents).toContain('... on Animal { id name age }');
    expect(documents).toContain('... on CageFull { room }');
    expect(documents).toContain('... on CageClosed { until }');
  });

  it('select what the application says by a fragment', () => {
    const { documents } = called('move', 'MoveOutcome');
    expect(documents).toContain('result { __typename ...MoveOutcome }');
    expect(documents).not.toContain('... on Animal');
  });

  it('take the input alone only where there is nothing beside it', () => {
    expect(called('move').argument).toBe('input');
    expect(called('feed').argument).toBeUndefined();
    expect(called('feed').documents).toContain('$animalId: ID!, $grams: Int, ');
  });
});

it('offers what the gateway answers by itself, and nothing that is hidden', () => {
  expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toContain('command');
  expect(Object.keys(schema.getMutationType()?.getFields() ?? {})).toContain('cancelCommand');
  expect(Object.keys(schema.getMutationType()?.getFields() ?? {})).not.toContain('_cancelCommand');
});

it('writes each command with its types, its timing and its description', async () => {
  const text = await commandsFile(commands.map(({ name }) => called(name)));
  expect(text).toContain('/** Feeds one animal. */');
  expect(text).toContain("input: Omit<FeedCommandMutationVariables, 'idempotencyKey'>");
  expect(text).toContain("timing: 'SYNC';");
  expect(text).toContain("rejections: ['CageFull', 'CageClosed']");
  expect(text).toContain("input: SubmitMoveMutationVariables['input']");
  expect(text).toMatch(/name: 'move'[^}]*call: undefined/);
  expect(text).toMatch(/name: 'feed'[^}]*submit: undefined/);
});

it('shows mistakes in the SDL as the services’ side does', () => {
  const broken = { ...file, text: ZOO.replace('friends: [Animal!]!', 'friends: [Lion!]!') };
  expect(() => composeApi([broken])).toThrow(/zoo\.graphql:\d+:\d+ .*Lion/);
});
