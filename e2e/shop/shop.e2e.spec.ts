import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { serveSite, type Site } from '@metamorphosis/cli';
import { openBrowser } from '../../tools/browser/open-browser.js';
import { ask } from '../platform/graphql-client.js';
import { Platform } from '../platform/platform.js';
import { ShopPage } from './shop-page.js';

const FOLDER = join(import.meta.dirname, '../../apps/shop/dist/site');
const PATIENCE = { timeout: 60_000 };
const RESTOCK = /* GraphQL */ `
  mutation {
    restock(input: { productId: "p5", quantity: 1 }) {
      inStock
    }
  }
`;

let platform: Platform;
let site: Site;
let browser: Browser | undefined;
let whyNone: unknown;

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return String(port);
}

beforeAll(async () => {
  try {
    browser = await openBrowser();
  } catch (error) {
    if (process.env['REQUIRE_SERVICES'] === '1') throw error;
    whyNone = error;
    return;
  }
  const gateway = (): string => platform.url;
  site = await serveSite({ folder: FOLDER, host: '127.0.0.1', port: 0, gateway });
  const gatewayEnv = {
    PORT: await freePort(),
    METAMORPHOSIS_CORS_ORIGINS: site.origins.join(','),
  };
  platform = await Platform.start('embedded', { gatewayEnv });
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
  await platform?.[Symbol.asyncDispose]();
});

async function visit({ skip }: TestContext): Promise<ShopPage> {
  if (!browser) skip(`no browser: ${String(whyNone)}`);
  return ShopPage.open(browser as Browser, site.url);
}

test('a person registers, orders by keyboard and watches the order being confirmed', async (context) => {
  const shop = await visit(context);
  const { page } = shop;
  expect(await shop.barriers()).toEqual([]);
  await shop.register('Ada again', 'ada@example.org');
  await shop.sees('Somebody is registered as ada@example.org already.');
  expect(await shop.barriers()).toEqual([]);
  await page.getByLabel('Name').fill('Mary Shelley');
  await page.getByLabel('Email').fill('mary@example.org');
  await page.keyboard.press('Enter');
  await shop.sees('Orders of Mary Shelley');
  expect(await page.locator('select:focus').count()).toBe(1);

  await page.getByRole('button', { name: 'One Desk lamp more' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Place order' }).focus();
  await page.keyboard.press('Enter');
  await shop.sees('Thank you.');
  await shop.orders('CONFIRMED').waitFor();
  await expect
    .poll(() => page.locator('.product[data-product=p5] .stock').innerText())
    .toContain('99');
  expect(await shop.barriers()).toEqual([]);
  expect(shop.complaints).toEqual([]);
  await page.close();
});

test('an order waits while no worker runs, also across a reload, and then completes', async (context) => {
  const shop = await visit(context);
  await shop.chooses('Grace Hopper');
  await platform.nodes.orders.stop();
  await shop.take('Notebook');
  // Whoever clicks twice wants it once.
  await shop.page.getByRole('button', { name: 'Place order' }).dblclick();
  await shop.sees('Your order is in.');
  await shop.page.reload();
  await shop.sees('Your order is in.');
  await shop.sees('Orders of Grace Hopper');
  // What is looked at, and put into the basket, meanwhile stays as it is.
  await shop.chooses('Ada Lovelace');
  await shop.take('Desk lamp');
  await platform.nodes.orders.start();
  await shop.sees('Thank you.');
  await shop.sees('1 × Desk lamp');
  expect(await shop.orders().count()).toBe(0);
  await shop.chooses('Grace Hopper');
  await shop.orders('CONFIRMED').waitFor();
  expect(await shop.orders().count()).toBe(1);
  expect(shop.complaints).toEqual([]);
  await shop.page.close();
});

test('too many open orders are explained, and are confirmed in the end', async (context) => {
  const shop = await visit(context);
  await shop.chooses('Alan Turing');
  await platform.nodes.inventory.stop();
  for (let count = 1; count <= 5; count += 1) await shop.orderOne('Blotting paper', count);
  await shop.take('Blotting paper');
  await shop.order();
  await shop.sees('This order was not placed: too many are open.');
  await shop.sees('5 of your orders still wait for their stock, and no more than 5 may.');
  expect(await shop.barriers()).toEqual([]);
  await platform.nodes.inventory.start();
  await expect.poll(() => shop.orders('CONFIRMED').count(), PATIENCE).toBe(5);
  expect(shop.complaints).toEqual([]);
  await shop.page.close();
});

test('an order of more than there is shows as refused, with the reason', async (context) => {
  const shop = await visit(context);
  await shop.chooses('Grace Hopper');
  await shop.take('Fountain pen', 101);
  await shop.order();
  await shop.orders('REFUSED').waitFor();
  await shop.sees('Refused');
  expect(await shop.orders('REFUSED').locator('.reason').innerText()).not.toBe('');
  expect(await shop.barriers()).toEqual([]);
  expect(shop.complaints).toEqual([]);
  await shop.page.close();
});

test('a gateway that is killed and started again costs the page nothing', async (context) => {
  const shop = await visit(context);
  await shop.chooses('Ada Lovelace');
  const { data } = await ask(platform.url, RESTOCK);
  const first = data.restock.inStock as number;
  await expect.poll(() => shop.stockSeen('p5'), PATIENCE).toEqual([first]);

  await platform.gateway.kill();
  await shop.sees('Reconnecting');
  for (let count = 0; count < 4; count += 1) await ask(platform.subgraphUrls.inventory, RESTOCK);
  await shop.take('Notebook');
  await shop.order();
  await shop.sees('Sending your order');
  await platform.startGateway();

  await shop.sees('Live');
  await shop.sees('Thank you.');
  await shop.orders('CONFIRMED').waitFor();
  expect(await shop.orders().count()).toBe(1);
  // Everything that happened meanwhile, once and in order.
  await expect
    .poll(() => shop.stockSeen('p5'), PATIENCE)
    .toEqual([first, first + 1, first + 2, first + 3, first + 4]);
  expect(shop.complaints).toEqual([]);
  await shop.page.close();
});
