import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Longer than anything takes on a busy machine. */
const PATIENCE_MS = 60_000;

/** What of the browser's elements is read here. */
interface Entry {
  readonly dataset: { readonly stock?: string };
}

/** The shop in a browser, as its visitors see it. */
export class ShopPage {
  /** What its scripts complained about. */
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {}

  static async open(browser: Browser, url: string): Promise<ShopPage> {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const shop = new ShopPage(page);
    page.on('pageerror', (error) => shop.complaints.push(error.message));
    await page.goto(url);
    await shop.sees('Live');
    return shop;
  }

  /** Waits until the text is to be seen. */
  async sees(text: string): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  /** Puts more of a product into the basket. */
  async take(product: string, clickCount = 1): Promise<void> {
    await this.page.getByRole('button', { name: `One ${product} more` }).click({ clickCount });
  }

  async order(): Promise<void> {
    await this.page.getByRole('button', { name: 'Place order' }).click();
  }

  /** Orders one piece and waits until the order is placed. */
  async orderOne(product: string, orders: number): Promise<void> {
    await this.take(product);
    await this.order();
    await expect.poll(() => this.orders().count(), { timeout: PATIENCE_MS }).toBe(orders);
  }

  orders(status?: string): Locator {
    return this.page.locator(status === undefined ? '.order' : `.order[data-status=${status}]`);
  }

  /** Registers a customer, who orders from then on. */
  async register(name: string, email: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Register a new customer' }).click();
    await this.page.getByLabel('Name').fill(name);
    await this.page.getByLabel('Email').fill(email);
    await this.page.getByRole('button', { name: 'Register', exact: true }).click();
  }

  async chooses(name: string): Promise<void> {
    await this.page.getByLabel('Who orders').selectOption({ label: name });
    await this.sees(`Orders of ${name}`);
  }

  /** What the page saw of a product's stock, the oldest first. */
  async stockSeen(productId: string): Promise<number[]> {
    const entries = this.page.locator(`.feed li[data-product=${productId}]`);
    const seen = await entries.evaluateAll((items) =>
      items.map((item) => Number((item as unknown as Entry).dataset.stock)),
    );
    return seen.reverse();
  }

  /** What axe finds against it, in light and in dark. */
  async barriers(): Promise<string[]> {
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await this.page.evaluate(AXE);
      const ids = await this.page.evaluate<string[]>(
        `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html }) => id + ': ' + html)))`,
      );
      found.push(...ids.map((id) => `${colorScheme} ${id}`));
    }
    return found;
  }
}
