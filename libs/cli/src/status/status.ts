import { pause } from '@metamorphosis/core';
import { readSettings } from '@metamorphosis/wiring';
import { statusPage } from './status-page.js';
import { boardSource, managerSource, type StatusSource } from './status-source.js';

const WATCH_EVERY_MS = 1000;
/** Clears the screen and goes to its first line. */
const CLEAR = '\u001b[2J\u001b[H';

/** The options of `gregor status`. */
export interface StatusOptions {
  readonly watch?: true;
  readonly json?: true;
  readonly url?: string;
}

/** Prints the service web as it is, once or again and again. Rejects with CONFIGURATION_INVALID. */
export async function status({ watch, json, url }: StatusOptions): Promise<void> {
  const settings = readSettings();
  const source = url === undefined ? await boardSource(settings) : managerSource(url, settings);
  const print = async (): Promise<string> => {
    const web = await source.read();
    return json ? JSON.stringify(web) : statusPage(web, source.name);
  };
  try {
    if (watch) await watchStatus(source, print, json === true);
    else process.stdout.write(`${await print()}\n`);
  } finally {
    await source.close();
  }
}

async function watchStatus(
  source: StatusSource,
  print: () => Promise<string>,
  isJson: boolean,
): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stopping.abort());
  }
  // Whoever reads has gone, as `head` does once it has enough.
  process.stdout.once('error', () => stopping.abort());
  const isScreen = process.stdout.isTTY && !isJson;
  while (!stopping.signal.aborted) {
    // What cannot be read now may be read again soon: the watch goes on.
    const page = await print().catch((error: unknown) =>
      isJson
        ? JSON.stringify({ error: String(error) })
        : `${source.name} cannot be read: ${String(error)}`,
    );
    process.stdout.write(`${isScreen ? CLEAR : ''}${page}\n${isJson || isScreen ? '' : '\n'}`);
    await pause(WATCH_EVERY_MS, stopping.signal);
  }
}
