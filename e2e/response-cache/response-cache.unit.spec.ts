import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryCache } from '@metamorphosis/core';
import { SubgraphServer } from '@metamorphosis/federation/testing';
import { startGateway } from '@metamorphosis/gateway/testing';

const GENERATED = new URL('../../apps/inventory/src/generated/schema.graphql', import.meta.url);

const CATALOGUE = `{ products(first: 2) { edges { node { id name price } } pageInfo { hasNextPage } } }`;
const LIVE = `{ products(first: 2) { edges { node { name inStock } } } }`;

/** The inventory as codegen wrote its SDL, behind a gateway that composes it and keeps answers. */
async function startInventory() {
  const product = { id: 'p1', name: 'Lamp', price: 4200, inStock: 8 };
  const pageInfo = { hasNextPage: false, hasPreviousPage: false };
  const products = () => ({ edges: [{ cursor: 'p1', node: product }], pageInfo });
  const server = await SubgraphServer.start('inventory', await readFile(GENERATED, 'utf8'), {
    Query: { products, product: () => product },
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const services = [{ name: 'inventory', url: server.url }];
  const { query } = await startGateway({
    source: { kind: 'services', services, pollIntervalMs: 0 },
    responseCache: createMemoryCache(),
  });
  const asked = (): number =>
    server.received.filter((one) => !one.query.includes('_service')).length;
  return { product, query, asked };
}

test('what the SDL of a service says by @cacheControl is kept by the gateway, and live stock is not', async () => {
  const { product, query, asked } = await startInventory();
  const before = await query(CATALOGUE);
  product.name = 'Lantern';
  product.inStock = 7;
  expect(await query(CATALOGUE)).toEqual(before);
  expect(JSON.stringify(before)).toContain('Lamp');
  expect(asked()).toBe(1);

  expect(JSON.stringify(await query(LIVE))).toContain('{"name":"Lantern","inStock":7}');
  product.inStock = 6;
  expect(JSON.stringify(await query(LIVE))).toContain('"inStock":6');
  expect(asked()).toBe(3);

  const one = '{ product(id: "p1") { name price } }';
  await query(one);
  await query(one);
  expect(asked()).toBe(4);
  await query('{ product(id: "p1") { price inStock } }');
  await query('{ product(id: "p1") { price inStock } }');
  expect(asked()).toBe(6);
});
