import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { silentLogger } from '@metamorphosis/core';
import type { BoardEvent } from './board-event.js';
import { EventForms, type OlderEvent } from './event-forms.js';

const schema = (version: number) =>
  buildSchema(`
    directive @event(version: Int!) on OBJECT
    type Query { a: Int }
    type Paid @event(version: ${version}) { note: String }
    type Told { note: String }
  `);

const event = (offset: number, version?: number, note = '', type = 'Paid'): BoardEvent => ({
  ...{ offset, type, value: { note, __typename: type } },
  ...(version !== undefined && { version }),
});

function forms(patienceMs = 0) {
  const asked: (readonly OlderEvent[])[] = [];
  const state = { away: false };
  const made = new EventForms({
    patienceMs,
    logger: silentLogger,
    upcast: (_service, events) => {
      asked.push(events);
      if (state.away) return Promise.reject(new Error('away'));
      return Promise.resolve(
        events.map(({ data }) => ({ version: 2, data: { ...(data as object), upcast: true } })),
      );
    },
  });
  made.use(schema(2));
  return { made, asked, state };
}

it('asks only for what is older, and keeps the order', async () => {
  const { made, asked } = forms();
  const events = [event(0, 2), event(1, undefined, 'old'), event(2, 2), event(3, 1), event(4, 3)];
  const brought = await made.bring('shop', events);
  expect(asked).toEqual([
    [
      { type: 'shop.Paid', version: 1, data: { note: 'old' } },
      { type: 'shop.Paid', version: 1, data: { note: '' } },
    ],
  ]);
  expect(brought.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4]);
  expect(brought[0]).toBe(events[0]);
  expect(brought[1]).toMatchObject({ version: 2, value: { upcast: true, __typename: 'Paid' } });
  expect(brought[4]?.refused?.errors?.[0]?.extensions).toEqual({ code: 'RECORD_FORM_UNSUPPORTED' });
  const current = [event(5, 2), event(6, undefined, '', 'Told')];
  expect(await made.bring('shop', current)).toBe(current);
});

it('asks in portions that a service takes', async () => {
  const { made, asked } = forms();
  const large = 'x'.repeat(100_000);
  await made.bring(
    'shop',
    [0, 1, 2, 3, 4].map((offset) => event(offset, 1, large)),
  );
  expect(asked.map(({ length }) => length)).toEqual([2, 2, 1]);
});

it('refuses what nobody could read in time, and what the service reads as another version than is shown', async () => {
  const { made, state } = forms();
  const codeOf = async (): Promise<unknown> => {
    const [one] = await made.bring('shop', [event(0)]);
    return one?.refused?.errors?.[0]?.extensions?.['code'];
  };
  expect(await codeOf()).toBeUndefined();
  state.away = true;
  expect(await codeOf()).toBe('SUBGRAPH_UNAVAILABLE');
  state.away = false;
  made.use(schema(3));
  expect(await codeOf()).toBe('RECORD_FORM_UNSUPPORTED');
});
