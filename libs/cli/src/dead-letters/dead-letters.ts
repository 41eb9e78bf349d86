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
import { counted } from '../terminal/counted.js';
import { findWorkspace, pickServices } from '../workspace/workspace.js';
import { chosen, filterOf, type LetterOptions } from './letter-options.js';
import { letterPage, letterTable } from './letter-page.js';

/** The options of `gregor dead-letters list` and `show`. */
export type ListOptions = LetterOptions & { readonly limit?: string; readonly json?: true };
/** The options of `gregor dead-letters replay`. */
export type ReplayOptions = LetterOptions & { readonly rate?: string };
/** The options of `gregor dead-letters discard`. */
export type DiscardOptions = LetterOptions & { readonly reason: string };

/** Prints dead letters, the oldest first. Rejects with CONFIGURATION_INVALID. */
export async function list(options: ListOptions): Promise<void> {
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

/** Prints one dead letter. Rejects with CONFIGURATION_INVALID. */
export async function show(id: string, options: ListOptions): Promise<void> {
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

/** Has dead letters handled again. Rejects with CONFIGURATION_INVALID. */
export async function replay(ids: readonly string[], options: ReplayOptions): Promise<void> {
  const { rate } = options;
  const pace = rate === undefined ? {} : { ratePerSecond: numberOf('--rate', rate) };
  await moveAll(ids, options, 'to be handled again', (filter) => ({
    ...{ kind: 'replay', filter },
    ...pace,
  }));
}

/** Sets dead letters aside. Rejects with CONFIGURATION_INVALID. */
export async function discard(ids: readonly string[], options: DiscardOptions): Promise<void> {
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
    print(`${service}: ${counted(count, 'dead letter')} ${done}`);
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
