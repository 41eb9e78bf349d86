import {
  buildSchema,
  Kind,
  parse,
  type GraphQLObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { seeded } from '../testing/random-query.js';
import { compileWriter, type Writer } from './compile-writer.js';
import { quote } from './quote.js';

describe('quote', () => {
  it('writes every string as JSON.stringify does', () => {
    for (let code = 0; code <= 0xffff; code += 1) {
      const char = String.fromCharCode(code);
      for (const text of [char, `${char}${'x'.repeat(60)}`]) {
        if (quote(text) !== JSON.stringify(text)) expect(quote(text)).toBe(JSON.stringify(text));
      }
    }
    const random = seeded(7);
    for (let i = 0; i < 2_000; i += 1) {
      const length = Math.floor(random() * 80);
      const codes = Array.from({ length }, () => Math.floor(random() * 0x10000));
      const text = String.fromCharCode(...codes);
      expect(quote(text)).toBe(JSON.stringify(text));
    }
  });
});

describe('a writer', () => {
  const schema = buildSchema(`
    type Query { pets: [Pet!] }
    interface Pet { name: String }
    type Cat implements Pet { name: String lives: Int! }
    type Dog implements Pet { name: String }
  `);
  const writerOf = (query: string): Writer => {
    const { definitions } = parse(query);
    const { selectionSet } = definitions[0] as OperationDefinitionNode;
    const source = {
      schema,
      isInterfaceObject: () => false,
      fragments: new Map(
        definitions.flatMap((one) =>
          one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
        ),
      ),
      outputName: (name: string) => name,
      sourceKey: ({ node }: { node: { name: { value: string } } }) => node.name.value,
    };
    return compileWriter(source, schema.getQueryType() as GraphQLObjectType, selectionSet);
  };
  const pets = [
    { __typename: 'Cat', name: 'Tom "T"', lives: 9 },
    { __typename: 'Dog', name: null },
  ];

  it('writes what is asked, in its order, and an object of which nothing is asked', () => {
    const query = '{ pets { ... on Cat { lives name __typename } } }';
    expect(writerOf(query)({ pets }, {})).toBe(
      '{"pets":[{"lives":9,"name":"Tom \\"T\\"","__typename":"Cat"},{}]}',
    );
  });

  it('leaves out what variables exclude', () => {
    const write = writerOf('query($no: Boolean!) { pets @skip(if: $no) { name @skip(if: $no) } }');
    expect(write({ pets }, { no: false })).toBe('{"pets":[{"name":"Tom \\"T\\""},{"name":null}]}');
    expect(write({ pets }, { no: true })).toBe('{}');
  });

  it('writes nothing when something is missing or of another kind', () => {
    const write = writerOf('{ pets { ... on Cat { name lives } } }');
    expect(write({ pets: [{ __typename: 'Cat', name: 'Tom' }] }, {})).toBeUndefined();
    expect(write({ pets: [{ __typename: 'Cat', name: 1, lives: 9 }] }, {})).toBeUndefined();
    expect(write({ pets: [null] }, {})).toBeUndefined();
  });
});
