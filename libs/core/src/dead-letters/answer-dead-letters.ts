import {
  errors,
  type DeadLetterFilter,
  type DeadLetterPage,
  type DeadLetterRequest,
  type DeadLettersMoved,
  type DeadLetterSummary,
} from '@metamorphosis/contract';
import type { DeadLetterRows, StoredDeadLetter } from '../store/dead-letter-rows.js';

/** Letters moved in one transaction: small, because consumers work beside it. */
const STEP = 200;
/** RFC 3339: Date.parse takes almost anything, and databases do not. */
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;
const MAX_PAGE = 1000;
const MAX_VALUE_BYTES = 64 * 1024;

/**
 * Does what an operator asks of a service's dead letters. Rejects with BAD_REQUEST for a request that
 * makes no sense, and as the store does.
 */
export async function answerDeadLetters(
  service: string,
  store: DeadLetterRows,
  request: DeadLetterRequest,
): Promise<DeadLetterPage | DeadLettersMoved> {
  checkFilter(request.filter);
  switch (request.kind) {
    case 'list':
      return listDeadLetters(service, store, request);
    case 'replay':
      return replay(store, request.filter, request.ratePerSecond);
    case 'discard': {
      const { filter, reason } = request;
      if (reason.trim() === '') throw errors.BAD_REQUEST(['Say why: a discard needs a reason.']);
      return inSteps(store, filter, (limit) => store.discardDeadLetters(filter, limit, reason));
    }
  }
}

/** One page of dead letters, oldest first. */
async function listDeadLetters(
  service: string,
  store: DeadLetterRows,
  { filter, limit, after }: Omit<DeadLetterRequest & { readonly kind: 'list' }, 'kind'>,
): Promise<DeadLetterPage> {
  if (!Number.isInteger(limit) || limit < 0 || limit > MAX_PAGE) {
    throw errors.BAD_REQUEST([`A page has 0 to ${MAX_PAGE} dead letters, not ${limit}.`]);
  }
  if (after !== undefined && !/^\d{1,18}$/.test(after)) {
    throw errors.BAD_REQUEST([`"${after}" is not the id of a dead letter.`]);
  }
  const [found, total] = await Promise.all([
    store.deadLetters(filter, limit + 1, after),
    store.countDeadLetters(filter),
  ]);
  const letters = found.slice(0, limit).map((letter) => summaryOf(service, letter));
  return { letters, hasMore: found.length > limit, total };
}

/** The rate is kept by the times at which the records are due, so that it holds through restarts. */
function replay(
  store: DeadLetterRows,
  filter: DeadLetterFilter,
  ratePerSecond: number | undefined,
): Promise<DeadLettersMoved> {
  if (ratePerSecond !== undefined && !(ratePerSecond > 0)) {
    throw errors.BAD_REQUEST([`A rate is more than 0 records a second, not ${ratePerSecond}.`]);
  }
  const everyMs = ratePerSecond === undefined ? 0 : 1000 / ratePerSecond;
  return inSteps(store, filter, (limit, count) =>
    store.replayDeadLetters(filter, limit, { firstInMs: count * everyMs, everyMs }),
  );
}

/** Not more than there are now: what fails again meanwhile is not taken up a second time. */
async function inSteps(
  store: DeadLetterRows,
  filter: DeadLetterFilter,
  move: (limit: number, count: number) => Promise<number>,
): Promise<DeadLettersMoved> {
  const total = await store.countDeadLetters(filter);
  let count = 0;
  while (count < total) {
    const moved = await move(Math.min(STEP, total - count), count);
    if (moved === 0) break;
    count += moved;
  }
  return { count };
}

function checkFilter({ since, until }: DeadLetterFilter): void {
  for (const [name, text] of Object.entries({ since, until })) {
    if (text !== undefined && (!MOMENT.test(text) || Number.isNaN(Date.parse(text)))) {
      throw errors.BAD_REQUEST([`${name} is no time: "${text}". Write 2026-11-21T10:00:00Z.`]);
    }
  }
}

function summaryOf(service: string, letter: StoredDeadLetter): DeadLetterSummary {
  const { id, consumer, topic, partition, offset, key, recordId, type, stack } = letter;
  const { code, message, attempts, at, value } = letter;
  const text = value && new TextDecoder().decode(value.subarray(0, MAX_VALUE_BYTES));
  return {
    ...{ id, service, consumer, topic, partition, offset, key, code, message, attempts, at },
    ...(recordId !== undefined && { recordId }),
    ...(type !== undefined && { type }),
    ...(stack !== undefined && { stack }),
    value: text,
  };
}
