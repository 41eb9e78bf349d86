import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../tools/browser/open-browser.js';
import { Platform } from '../platform/platform.js';

const RESTOCK = /* GraphQL */ `
  mutation {
    restock(input: { productId: "p1", quantity: 1 }) {
      inStock
    }
  }
`;

let platform: Platform;
let browser: Browser | undefined;
let whyNone: unknown;

beforeAll(async () => {
  try {
    browser = await openBrowser();
  } catch (error) {
    if (process.env['REQUIRE_SERVICES'] === '1') throw error;
    whyNone = error;
    return;
  }
  platform = await Platform.start('embedded');
});

afterAll(async () => {
  await browser?.close();
  await platform?.[Symbol.asyncDispose]();
});

/** A page with GraphiQL, as a person opens it; anything that its scripts complain about fails the test. */
async function openPage(browserOf: Browser): Promise<{ page: Page; complaints: string[] }> {
  const page = await browserOf.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(new URL('/', platform.url).href);
  await page.waitForSelector('.graphiql-query-editor .CodeMirror');
  return { page, complaints };
}

/** Writes an operation into the editor and presses the button, once the page has noticed its name. */
async function run(page: Page, name: string, operation: string): Promise<void> {
  await page.locator('.graphiql-query-editor .CodeMirror').evaluate((editor, text) => {
    (editor as unknown as { CodeMirror: { setValue(text: string): void } }).CodeMirror.setValue(
      text,
    );
  }, operation);
  await expect
    .poll(() => page.evaluate("localStorage.getItem('graphiql:operationName')"), {
      timeout: 10_000,
    })
    .toBe(name);
  await page.locator('.graphiql-execute-button').click();
}

const answer = (page: Page): Promise<string> =>
  page
    .locator('.result-window .CodeMirror')
    .evaluate((editor) =>
      (editor as unknown as { CodeMirror: { getValue(): string } }).CodeMirror.getValue(),
    );

test('a person asks, reads the schema and watches in GraphiQL', async ({ skip }) => {
  if (!browser) skip(`no browser: ${String(whyNone)}`);
  const { page, complaints } = await openPage(browser as Browser);

  await run(page, 'Ask', 'query Ask { product(id: "p1") { name } }');
  await expect.poll(() => answer(page), { timeout: 20_000 }).toContain('"name"');

  // The schema has arrived, with what its authors wrote about it.
  await page.locator('button[aria-label="Show Documentation Explorer"]').click();
  await page.getByText('Mutation', { exact: true }).last().click();
  await expect
    .poll(() => page.locator('.graphiql-doc-explorer').innerText(), { timeout: 10_000 })
    .toContain('placeOrder');

  await run(page, 'Watch', 'subscription Watch { stockChanged(productId: "p1") { inStock } }');
  // Asked again until it arrives: the page does not say when its subscription has begun.
  await expect
    .poll(
      async () => {
        await platform.ask(RESTOCK);
        return answer(page);
      },
      { timeout: 30_000, interval: 500 },
    )
    .toContain('"stockChanged"');
  expect(complaints).toEqual([]);
});
