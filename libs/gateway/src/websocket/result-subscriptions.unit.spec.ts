import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { errors, newCommandId, type CommandUpdate } from '@metamorphosis/contract';
import { startGateway } from '../testing/start-gateway.js';
import { Watch } from '../testing/watch.js';

const RESULT = `subscription Result($id: ID!) {
  placeOrderResult(commandId: $id) {
    state progress error { code message }
    result { __typename ... on Order { total customer { name } } ... on TooManyOpenOrders { limit open } }
  }
}`;

const update = (facts: Partial<CommandUpdate> = {}): CommandUpdate => ({
  commandId: newCommandId('orders'),
  name: 'orders.placeOrder',
  state: 'ACCEPTED',
  version: 1,
  acceptedAt: '2026-11-21T09:00:00.000Z',
  at: '2026-11-21T09:00:00.000Z',
  attempts: 0,
  ...facts,
});
const succeeded = { state: 'SUCCEEDED', result: { __typename: 'Order', id: 'ada-7' } } as const;
const refusedWith = (code: string): unknown => [expect.objectContaining({ extensions: { code } })];

describe('result subscriptions', () => {
  it('follow a command from where it stands to its outcome, and end', async () => {
    const bed = await startGateway();
    const accepted = update();
    await bed.board.putUpdate(accepted);
    const watch = new Watch(bed.client(), { query: RESULT, variables: { id: accepted.commandId } });
    expect((await watch.next()).data).toMatchObject({ placeOrderResult: { state: 'ACCEPTED' } });
    await bed.board.putUpdate({ ...accepted, state: 'STARTED', progress: { done: 1 } });
    expect((await watch.next()).data).toMatchObject({
      placeOrderResult: { state: 'STARTED', progress: { done: 1 }, result: null },
    });
    await bed.board.putUpdate({ ...accepted, ...succeeded });
    expect((await watch.next()).data).toEqual({
      placeOrderResult: {
        state: 'SUCCEEDED',
        progress: null,
        error: null,
        result: { __typename: 'Order', total: 500, customer: { name: 'Ada' } },
      },
    });
    expect(await watch.over()).toBeUndefined();
  });

  it('tell the outcome to those who come after it, also when only the service knows it', async () => {
    const bed = await startGateway();
    const rejected = update({
      state: 'REJECTED',
      result: { __typename: 'TooManyOpenOrders', limit: 5, open: 5 },
    });
    bed.shop.outcomes.set(rejected.commandId, rejected);
    const watch = new Watch(bed.client(), { query: RESULT, variables: { id: rejected.commandId } });
    expect((await watch.next()).data).toMatchObject({
      placeOrderResult: {
        state: 'REJECTED',
        result: { __typename: 'TooManyOpenOrders', limit: 5, open: 5 },
      },
    });
    expect(await watch.over()).toBeUndefined();
  });

  it('show why a command failed', async () => {
    const bed = await startGateway();
    const error = { code: 'COMMAND_FAILED', message: 'It was parked.' };
    const failed = update({ state: 'FAILED', error });
    await bed.board.putUpdate(failed);
    const watch = new Watch(bed.client(), { query: RESULT, variables: { id: failed.commandId } });
    expect((await watch.next()).data).toMatchObject({
      placeOrderResult: { state: 'FAILED', error, result: null },
    });
  });

  it.each([
    ['no id at all', 'nonsense', 'COMMAND_ID_INVALID'],
    ['an id of no service', newCommandId('nowhere'), 'COMMAND_ID_INVALID'],
    ['an id that nobody knows', newCommandId('orders'), 'COMMAND_UNKNOWN'],
    ["another service's id", newCommandId('customers'), 'COMMAND_UNKNOWN'],
  ])('are refused for %s', async (_name, id, code) => {
    const bed = await startGateway();
    const watch = new Watch(bed.client(), { query: RESULT, variables: { id } });
    expect(await watch.over()).toEqual(refusedWith(code));
  });

  it('do not tell other commands, nor those of others, from unknown ones', async () => {
    const bed = await startGateway();
    const other = update({ name: 'orders.cancelOrder' });
    const secret = update({ subject: 'somebody' });
    for (const known of [other, secret]) {
      await bed.board.putUpdate(known);
      const watch = new Watch(bed.client(), { query: RESULT, variables: { id: known.commandId } });
      expect(await watch.over()).toEqual(refusedWith('COMMAND_UNKNOWN'));
    }
  });
});

describe('command(id)', () => {
  const COMMAND = `query Command($id: ID!) { command(id: $id) { id name state attempts error { code } } }`;

  it('answers for any service, from the board or from the service', async () => {
    const bed = await startGateway();
    const onBoard = update({ attempts: 2 });
    const inStore = update({ state: 'FAILED', error: { code: 'COMMAND_FAILED', message: 'no' } });
    await bed.board.putUpdate(onBoard);
    bed.shop.outcomes.set(inStore.commandId, inStore);
    expect(await bed.query(COMMAND, { id: onBoard.commandId })).toEqual({
      data: {
        command: {
          id: onBoard.commandId,
          name: 'orders.placeOrder',
          state: 'ACCEPTED',
          attempts: 2,
          error: null,
        },
      },
    });
    expect(await bed.query(COMMAND, { id: inStore.commandId })).toMatchObject({
      data: { command: { state: 'FAILED', error: { code: 'COMMAND_FAILED' } } },
    });
  });

  it('is null for an unknown command, and for one that somebody else issued', async () => {
    const bed = await startGateway();
    const secret = update({ subject: 'somebody' });
    await bed.board.putUpdate(secret);
    for (const id of [newCommandId('orders'), secret.commandId]) {
      expect(await bed.query(COMMAND, { id })).toEqual({ data: { command: null } });
    }
  });

  it('refuses what is no command id', async () => {
    const bed = await startGateway();
    for (const id of ['nonsense', newCommandId('nowhere')]) {
      expect(await bed.query(COMMAND, { id })).toMatchObject({
        data: { command: null },
        errors: [{ path: ['command'], extensions: { code: 'COMMAND_ID_INVALID' } }],
      });
    }
  });
});

describe('cancelCommand(id)', () => {
  const CANCEL = `mutation Cancel($id: ID!) { cancelCommand(id: $id) { id state error { code } } }`;

  it('has the service that owns the command cancel it', async () => {
    const bed = await startGateway();
    const accepted = update();
    await bed.board.putUpdate(accepted);
    const { commandId: id } = accepted;
    expect(await bed.query(CANCEL, { id })).toEqual({
      data: { cancelCommand: { id, state: 'REJECTED', error: { code: 'CANCELLED' } } },
    });
    expect(bed.shop.cancelled).toEqual([id]);
  });

  it.each(['TOO_LATE', 'NOT_CANCELLABLE', 'UNAVAILABLE'] as const)(
    'passes %s on as the service says it',
    async (code) => {
      const bed = await startGateway();
      const accepted = update();
      await bed.board.putUpdate(accepted);
      const { message } = errors[code](['it']);
      bed.shop.fail = new GraphQLError(message, { extensions: { code } });
      expect(await bed.query(CANCEL, { id: accepted.commandId })).toMatchObject({
        data: { cancelCommand: null },
        errors: [{ message, extensions: { code } }],
      });
    },
  );

  it('keeps what went wrong inside of a service from clients', async () => {
    const bed = await startGateway();
    const accepted = update();
    await bed.board.putUpdate(accepted);
    bed.shop.fail = new Error('password of the database is hunter2');
    const answer = await bed.query(CANCEL, { id: accepted.commandId });
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('asks no service about commands that nobody knows, or that are another’s', async () => {
    const bed = await startGateway();
    const secret = update({ subject: 'somebody' });
    await bed.board.putUpdate(secret);
    for (const [id, code] of [
      [newCommandId('orders'), 'COMMAND_UNKNOWN'],
      [secret.commandId, 'COMMAND_UNKNOWN'],
      [newCommandId('nowhere'), 'COMMAND_ID_INVALID'],
      ['nonsense', 'COMMAND_ID_INVALID'],
    ]) {
      expect(await bed.query(CANCEL, { id })).toMatchObject({ errors: [{ extensions: { code } }] });
    }
    expect(bed.shop.cancelled).toEqual([]);
  });
});
