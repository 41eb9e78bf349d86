import { createClient, type Client } from '@metamorphosis/client';
import { commands } from '../generated/commands.js';

export type ShopClient = Client<typeof commands>;

/** What the server of this page says of its surroundings. */
interface PageConfig {
  readonly url: string;
}

const SERVICE_UNAVAILABLE = 503;
const AGAIN_MS = 500;

/** Makes the client of the gateway that this page is told of, as soon as there is one. */
export async function openShopClient(): Promise<ShopClient> {
  for (;;) {
    const response = await fetch('/config.json');
    if (response.ok) {
      const { url } = (await response.json()) as PageConfig;
      // A person waits longer than a program: the gateway may be started again meanwhile.
      return createClient({ url, commands, retry: { maxAttempts: 12 } });
    }
    if (response.status !== SERVICE_UNAVAILABLE) throw new Error(`HTTP ${response.status}`);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
