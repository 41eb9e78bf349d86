import type { PublishableEvent } from '@metamorphosis/core';
import { differences, type Bound, type Difference } from '../matching/differences.js';
import { shown } from '../matching/shown.js';
import type { CommandResult, EventResult, PublishedEvent } from '../service/results.js';
import { isEnding, type ExpectedEnding } from './endings.js';
import { ScenarioFailed } from './scenario-failed.js';

/** Throws ScenarioFailed unless a command ended as expected and exactly these events were published, in this order. */
export function checkCommand(
  subject: string,
  result: CommandResult<unknown>,
  expected: unknown,
  events: readonly PublishableEvent[],
): void {
  const bound: Bound = new Map();
  const found = [
    ...(isEnding(expected)
      ? endingDifferences(expected, result)
      : outcomeDifferences(expected, result, bound)),
    ...eventDifferences(events, result.events, bound),
  ];
  // A command that was to fail leaves a dead letter of its own; anything else that was given up was not expected.
  const own = isEnding(expected) && expected.ending === 'FAILED' ? 1 : 0;
  finish(subject, result, found, own, {
    expected: { outcome: expected, events: events.map(dataOf) },
    actual: {
      outcome: endOf(result),
      events: result.events.map(({ name, data }) => ({ name, data })),
    },
  });
}

/** Throws ScenarioFailed unless an event led to exactly these events, or was given up as expected. */
export function checkEvent(
  subject: string,
  result: EventResult,
  expected: readonly PublishableEvent[] | ExpectedEnding,
): void {
  const events = isEnding(expected) ? [] : expected;
  const found = [...eventDifferences(events, result.events, new Map())];
  if (isEnding(expected)) {
    const { message = '' } = expected;
    const fits = result.givenUp.some((letter) => letter.message.includes(message));
    if (!fits) {
      const actual = result.givenUp.map((letter) => letter.message).join('; ') || 'it was handled';
      found.push({ path: 'outcome', expected: `failed("${message}")`, actual });
    }
  }
  finish(subject, result, found, isEnding(expected) ? result.givenUp.length : 0, {
    expected: events.map(dataOf),
    actual: result.events.map(({ name, data }) => ({ name, data })),
  });
}

function finish(
  subject: string,
  { givenUp, events }: EventResult,
  found: readonly Difference[],
  expectedLetters: number,
  values: { readonly expected: unknown; readonly actual: unknown },
): void {
  const unexpected = givenUp.length > expectedLetters ? givenUp : [];
  if (found.length === 0 && unexpected.length === 0) return;
  const missed = found.some(
    ({ expected, path }) => expected === 'nothing' && /^events\[/.test(path),
  );
  const hints =
    missed && events.length > 0
      ? ['Name every event that is published, in order, as the last argument of then.']
      : [];
  throw new ScenarioFailed({ subject, differences: found, givenUp: unexpected, hints, ...values });
}

function outcomeDifferences(
  expected: unknown,
  result: CommandResult<unknown>,
  bound: Bound,
): readonly Difference[] {
  if (result.state === 'SUCCEEDED' || result.outcome !== undefined) {
    return differences(expected, result.outcome ?? null, 'outcome', bound);
  }
  return [{ path: 'outcome', expected: shown(expected), actual: endText(result) }];
}

function endingDifferences(
  { ending, code, message = '' }: ExpectedEnding,
  result: CommandResult<unknown>,
): readonly Difference[] {
  const texts = [result.error?.message ?? '', ...result.givenUp.map((letter) => letter.message)];
  const fits =
    result.state === ending &&
    (code === undefined || result.error?.code === code) &&
    texts.some((text) => text.includes(message));
  if (fits) return [];
  const quoted = [code, ...(message === '' ? [] : [message])].filter((part) => part !== undefined);
  const expected = `${ending.toLowerCase()}(${quoted.map((part) => `'${part}'`).join(', ')})`;
  return [{ path: 'outcome', expected, actual: endText(result) }];
}

function eventDifferences(
  expected: readonly PublishableEvent[],
  actual: readonly PublishedEvent[],
  bound: Bound,
): readonly Difference[] {
  const length = Math.max(expected.length, actual.length);
  return Array.from({ length }, (_, index) => {
    const path = `events[${index}]`;
    const [wanted, got] = [expected[index], actual[index]];
    if (!wanted || !got || wanted.definition.name !== got.name) {
      return [{ path, expected: eventText(wanted && dataOf(wanted)), actual: eventText(got) }];
    }
    return differences(wanted.data, got.data, `${path} ${got.name}`, bound);
  }).flat();
}

function dataOf({ definition, data }: PublishableEvent): { name: string; data: unknown } {
  return { name: definition.name, data };
}

function eventText(event: { readonly name: string; readonly data: unknown } | undefined): string {
  return event ? `${event.name} ${shown(event.data)}` : 'nothing';
}

function endOf({ state, outcome, error }: CommandResult<unknown>): unknown {
  return outcome !== undefined ? outcome : { state, ...error };
}

function endText(result: CommandResult<unknown>): string {
  const { state, outcome, error } = result;
  if (outcome !== undefined) return shown(outcome);
  return error ? `${state.toLowerCase()}: ${error.code} ${error.message}` : state.toLowerCase();
}
