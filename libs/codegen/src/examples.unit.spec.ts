import { fileURLToPath } from 'node:url';
import {
  buildASTSchema,
  Kind,
  parse,
  print,
  type FieldDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { beforeAll, expect, test, vi } from 'vitest';
import { generateFrom, type Generated } from './golden.fixture.spec.js';

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));

// Formatting all files is work of seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let generated: Generated;
let supergraph: GraphQLSchema;
beforeAll(async () => {
  generated = await generateFrom(WORKSPACE);
  supergraph = buildASTSchema(parse(generated.supergraph), { assumeValidSDL: true });
});

test('composes the example services, each with the subgraph that the board answers', () => {
  expect(generated.services).toEqual(['customers', 'inventory', 'orders']);
  const graphs = [
    ...generated.supergraph.matchAll(/@join__graph\(name: "([^"]+)", url: "([^"]+)"/g),
  ];
  expect(graphs.map(([, name, url]) => `${name ?? ''} ${url ?? ''}`)).toEqual([
    'customers http://customers',
    'customers__events board:customers',
    'inventory http://inventory',
    'inventory__events board:inventory',
    'orders http://orders',
    'orders__events board:orders',
  ]);
});

test('carries @subscribe into the supergraph', () => {
  const fields = rootFields(supergraph.getSubscriptionType());
  const marked = fields.map(({ name, astNode }) => {
    const subscribe = astNode?.directives?.find(
      (directive) => directive.name.value === 'subscribe',
    );
    const [to] = subscribe?.arguments ?? [];
    return `${name} ${to?.value.kind === Kind.STRING ? to.value.value : String(subscribe !== undefined)}`;
  });
  expect(marked).toEqual([
    'registerCustomerResult true',
    'stockChanged StockChanged',
    'restockResult true',
    'orderPlaced OrderPlaced',
    'orderStatusChanged OrderStatusChanged',
    'placeOrderResult true',
    'cancelOrderResult true',
  ]);
});

test('gives each command its way to be sent, repeated, and followed', () => {
  const all = rootFields(supergraph.getMutationType());
  const forGateway = all.filter(({ name }) => name === '_cancelCommand');
  // It is in the supergraph once, and hidden from its clients.
  expect(forGateway.map(({ astNode }) => print(astNode as FieldDefinitionNode))).toEqual([
    expect.stringContaining('@inaccessible'),
  ]);
  const mutations = all.filter((field) => !forGateway.includes(field));
  expect(mutations.map(({ name }) => name)).toEqual([
    'registerCustomer',
    'registerCustomerAsync',
    'restock',
    'restockAsync',
    'placeOrder',
    'placeOrderAsync',
    'cancelOrder',
    'cancelOrderAsync',
  ]);
  for (const { name, args } of mutations) {
    const key = args.find((argument) => argument.name === 'idempotencyKey');
    expect(`${name} ${String(key?.type)}`).toBe(`${name} ID`);
  }
  const queries = rootFields(supergraph.getQueryType()).map(({ name }) => name);
  expect(queries).toContain('placeOrderResult');
});

test('writes no generated file of more than 400 lines', () => {
  const long = generated.files.filter(({ text }) => text.split('\n').length > 400);
  expect(long.map(({ path }) => path)).toEqual([]);
});

function rootFields(type: GraphQLObjectType | null | undefined) {
  return Object.values(type?.getFields() ?? {});
}
