import type { Command } from 'commander';
import { pause } from '@metamorphosis/core';
import { readSettings } from '@metamorphosis/wiring';
import { statusPage } from './status-page.js';
import { boardSource, managerSource, type StatusSource } from './status-source.js';

const WATCH_EVERY_MS = 1000;
/** Clears the screen and goes to its first line. */
const CLEAR = '\u001b[2J\u001b[H';

interface StatusOptions {
  readonly watch?: true;
  readonly json?: true;
  readonly url?: string;
}

/** Adds `gregor status`. */
export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('show nodes, services, consumers and workers as they are now')
    .option('--watch', 'show them again and again, until Ctrl-C')
    .option('--json', 'print JSON, as the manager answers it: one line for each look')
    .option('--url <url>', 'ask the manager there, with the code in AUTH_CODE or AUTH_CODE_FILE')
    .addHelpText(
      'after',
      `
Without --url the board and the log are read that the environment names (KAFKA_BROKERS, REDIS_URL, METAMORPHOSIS_DATA,
METAMORPHOSIS_NAMESPACE): a node that was lost is then seen as LOST only by --watch, which saw it before.

  PROC    processes that have joined / are wanted, on that node
  LAG     records on the log that are not committed, of the whole consumer; BEHIND: age of the oldest
  ?       nobody tells: the log does not answer, or nobody saw the record come

Examples:
  gregor status
  gregor status --watch
  gregor status --json
  AUTH_CODE_FILE=code.txt gregor status --url http://127.0.0.1:4001/graphql

Exit codes: 0 shown (also when there is no node), 1 could not be read.`,
    )
    .action((options: StatusOptions) => status(options));
}

async function status({ watch, json, url }: StatusOptions): Promise<void> {
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
