import type { Command } from 'commander';
import {
  errors,
  isMetamorphosisError,
  type DeadLetterFilter,
  type DeadLetterPage,
  type DeadLetterRequest,
  type DeadLettersMoved,
  type DeadLetterSummary,
} from '@metamorphosis/contract';
import { answerDeadLetters } from '@metamorphosis/core';
import { hasServiceStore, openServiceStore, readSettings } from '@metamorphosis/wiring';
import { findWorkspace, pickServices } from '../workspace/workspace.js';
import { chosen, filterOf, type LetterOptions } from './letter-options.js';
import { letterPage, letterTable } from './letter-page.js';

/** Adds `gregor dead-letters` with its parts. */
export function addDeadLettersCommand(program: Command): void {
  const group = program
    .command('dead-letters')
    .description('find, replay and discard the records that consumers gave up on')
    .addHelpText(
      'after',
      `
Reads the stores of the services that the environment names (DATABASE_URL, or METAMORPHOSIS_DATA).

Examples:
  gregor dead-letters list --service orders --since 2h
  gregor dead-letters show orders/12
  gregor dead-letters replay --code COMMAND_FAILED --message timeout --rate 50
  gregor dead-letters discard orders/12 --reason "test data"`,
    );
  withConditions(group.command('list').description('list them, the oldest first'))
    .addHelpText('after', examples('list --consumer commands', 'list --since "2h ago" --json'))
    .option('--limit <n>', 'how many at most of each service', '50')
    .option('--json', 'print JSON')
    .action((options: ListOptions) => list(options));
  group
    .command('show <id>')
    .description('show one with its stack and its record')
    .addHelpText('after', examples('show orders/12'))
    .option('--service <name>', 'the service, when the id does not name it')
    .option('--json', 'print JSON')
    .action((id: string, options: ListOptions) => show(id, options));
  withConditions(group.command('replay [ids...]'))
    .description('have them handled again, in the order of their keys')
    .addHelpText(
      'after',
      examples('replay orders/12 orders/13', 'replay --code COMMAND_FAILED --rate 50'),
    )
    .option('--all', 'all of them, when nothing else says which')
    .option('--rate <n>', 'records a second (default: at once)')
    .action((ids: string[], options: ReplayOptions) => replay(ids, options));
  withConditions(group.command('discard [ids...]'))
    .description('set them aside; they stay in the database with the reason')
    .addHelpText('after', examples('discard orders/12 --reason "test data"'))
    .option('--all', 'all of them, when nothing else says which')
    .requiredOption('--reason <text>', 'why')
    .action((ids: string[], options: DiscardOptions) => discard(ids, options));
}

type ListOptions = LetterOptions & { readonly limit?: string; readonly json?: true };
type ReplayOptions = LetterOptions & { readonly rate?: string };
type DiscardOptions = LetterOptions & { readonly reason: string };

/** Examples for the help of one command. */
function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  gregor dead-letters ${line}`).join('\n')}`;
}

function withConditions(command: Command): Command {
  return command
    .option('--service <name>', 'of one service (default: all)')
    .option('--consumer <name>', 'of one consumer')
    .option('--code <code>', 'with this error code')
    .option('--message <text>', 'with this text in the error message')
    .option('--key <key>', 'with this key')
    .option('--since <time>', 'parked then or later: 2026-11-21T10:00:00Z, or 2h ago')
    .option('--until <time>', 'parked before');
}

async function list(options: ListOptions): Promise<void> {
  const filter = filterOf(options);
  const limit = numberOf('--limit', options.limit ?? '50');
  const letters: DeadLetterSummary[] = [];
  let total = 0;
  for (const service of servicesOf(options)) {
    const page = (await ask(service, { kind: 'list', filter, limit })) as DeadLetterPage;
    letters.push(...page.letters);
    total += page.total;
  }
  if (options.json) {
    print(JSON.stringify({ letters, total }, undefined, 2));
  } else if (total === 0) {
    print('No dead letters.');
  } else {
    print(letterTable(letters, process.stdout.columns ?? 140));
    if (total > letters.length) print(`\n${letters.length} of ${total}. --limit shows more.`);
  }
}

async function show(id: string, options: ListOptions): Promise<void> {
  for (const [service, filter] of chosen([id], options, servicesOf(options))) {
    const page = (await ask(service, { kind: 'list', filter, limit: 1 })) as DeadLetterPage;
    const [letter] = page.letters;
    if (!letter) {
      throw errors.CONFIGURATION_INVALID([
        `There is no dead letter ${id}: it was replayed or discarded, or never was.`,
      ]);
    }
    print(options.json ? JSON.stringify(letter, undefined, 2) : letterPage(letter));
  }
}

async function replay(ids: readonly string[], options: ReplayOptions): Promise<void> {
  const { rate } = options;
  const pace = rate === undefined ? {} : { ratePerSecond: numberOf('--rate', rate) };
  await moveAll(ids, options, 'are to be handled again', (filter) => ({
    ...{ kind: 'replay', filter },
    ...pace,
  }));
}

async function discard(ids: readonly string[], options: DiscardOptions): Promise<void> {
  const { reason } = options;
  await moveAll(ids, options, 'discarded', (filter) => ({ kind: 'discard', filter, reason }));
}

async function moveAll(
  ids: readonly string[],
  options: LetterOptions,
  done: string,
  requestOf: (filter: DeadLetterFilter) => DeadLetterRequest,
): Promise<void> {
  for (const [service, filter] of chosen(ids, options, servicesOf(options))) {
    const { count } = (await ask(service, requestOf(filter))) as DeadLettersMoved;
    print(`${service}: ${count} ${done}`);
  }
}

function servicesOf({ service }: LetterOptions): readonly string[] {
  const workspace = findWorkspace(process.cwd());
  if (service !== undefined) return pickServices(workspace, [service]);
  // Those that never ran here have no dead letters; when none ever did, the folder is a wrong one.
  const settings = readSettings();
  const there = workspace.services.filter((name) => hasServiceStore(name, settings));
  return there.length > 0 ? there : workspace.services;
}

async function ask(
  service: string,
  request: DeadLetterRequest,
): Promise<DeadLetterPage | DeadLettersMoved> {
  const store = await openServiceStore(service, readSettings(), `gregor-${process.pid}`);
  try {
    return await answerDeadLetters(service, store, request);
  } catch (error) {
    // A mistake of the one who asks, like any wrong option.
    if (!isMetamorphosisError(error, 'BAD_REQUEST')) throw error;
    throw errors.CONFIGURATION_INVALID([error.message]);
  } finally {
    await store.close();
  }
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number < 0) {
    throw errors.CONFIGURATION_INVALID([`${option} is no number: "${text}".`]);
  }
  return number;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
