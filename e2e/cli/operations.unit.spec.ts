import { expect, onTestFinished, test, vi } from 'vitest';
import { call, subscribe, type CallOptions } from '@metamorphosis/cli/testing';
import { createClient } from '@metamorphosis/client';
import { startBed, type ClientBed } from '../client/client-bed.js';
import { MemoryTerminal } from './memory-terminal.js';

// Gateways compose and plan in here: a busy machine takes its time.
const PATIENCE_MS = 20_000;
vi.setConfig({ testTimeout: 60_000 });

const ORDER = '{"customerId": "ada", "lines": [{"productId": "p1", "quantity": 2}]}';

interface CliBed extends ClientBed {
  readonly terminal: MemoryTerminal;
  call(name: string, options?: Partial<CallOptions>): ReturnType<typeof call>;
  /** Waits for the first command to be accepted; answers its id. */
  accepted(): Promise<string>;
}

async function startCli(): Promise<CliBed> {
  const bed = await startBed();
  const terminal = new MemoryTerminal();
  const client = createClient({ url: bed.url, retry: { maxAttempts: 1 } });
  onTestFinished(() => client.close());
  const { signal } = new AbortController();
  return Object.assign(bed, {
    terminal,
    call: (name: string, options: Partial<CallOptions> = {}) =>
      call(name, { url: bed.url, ...options }, client, terminal, signal),
    accepted: async () => {
      await vi.waitFor(() => expect(bed.orders.accepted.size).toBe(1), PATIENCE_MS);
      return [...bed.orders.accepted.values()][0] as string;
    },
  });
}

test('a call prints the whole result of its command, and who it was', async () => {
  const bed = await startCli();
  const ended = bed.call('placeOrder', { input: ORDER });
  const id = await bed.accepted();
  await bed.orders.tell(id, { state: 'SUCCEEDED', result: { __typename: 'Order', id: 'o1' } });
  expect(await ended).toBe('succeeded');
  const [printed = ''] = bed.terminal.printed;
  expect(JSON.parse(printed)).toMatchObject({ id: 'o1', status: 'PENDING', lines: [] });
  expect(bed.terminal.notes).toEqual([`succeeded placeOrder ${id}`]);
});

test('a rejection and a failure are told from a success, also to programs', async () => {
  const bed = await startCli();
  const ended = bed.call('placeOrder', { input: ORDER, json: true });
  const commandId = await bed.accepted();
  const result = { __typename: 'TooManyOpenOrders', limit: 5, open: 5 };
  await bed.orders.tell(commandId, { state: 'REJECTED', result });
  expect(await ended).toBe('rejected');
  expect(bed.terminal.printed.map((line) => JSON.parse(line) as unknown)).toEqual([
    { commandId, state: 'REJECTED', result },
  ]);
  expect(bed.terminal.notes).toEqual([]);
  const error = { code: 'COMMAND_FAILED', message: 'It failed.' };
  const failed = bed.call('placeOrder', { input: ORDER, key: 'k1' });
  await vi.waitFor(() => expect(bed.orders.accepted.has('k1')).toBe(true), PATIENCE_MS);
  await bed.orders.tell(bed.orders.accepted.get('k1') as string, { state: 'FAILED', error });
  expect(await failed).toBe('failed');
  expect(bed.terminal.printed.at(-1)).toBe('COMMAND_FAILED: It failed.');
});

test('an asynchronous call prints its receipt, a watched one every step', async () => {
  const bed = await startCli();
  expect(await bed.call('placeOrder', { input: ORDER, async: true, json: true })).toBe('accepted');
  const id = await bed.accepted();
  expect(JSON.parse(bed.terminal.printed[0] ?? '')).toMatchObject({
    commandId: id,
    state: 'ACCEPTED',
  });
  bed.orders.accepted.clear();
  const ended = bed.call('placeOrder', { input: ORDER, watch: true });
  const watched = await bed.accepted();
  await bed.orders.tell(watched, { state: 'STARTED', progress: { done: 1 } });
  await vi.waitFor(
    () => expect(bed.terminal.printed.at(-1)).toMatch(/STARTED \{"done":1\}$/),
    PATIENCE_MS,
  );
  await bed.orders.tell(watched, { state: 'SUCCEEDED', result: { __typename: 'Order', id: 'o1' } });
  expect(await ended).toBe('succeeded');
});

test('what was typed wrongly is told at its place, all of it, and nothing is sent', async () => {
  const bed = await startCli();
  const typed = '{\n  "custmerId": "ada",\n  "lines": [{"productId": "p1", "quantity": "two"}]\n}';
  const wrong = bed.call('placeOrder', { input: typed });
  await expect(wrong).rejects.toThrow(
    [
      '--input:3:45',
      '    "lines": [{"productId": "p1", "quantity": "two"}]',
      `  ${' '.repeat(44)}^`,
      '  Int cannot represent non-integer value: "two"',
    ].join('\n'),
  );
  await expect(wrong).rejects.toThrow(
    'Field "customerId" of required type "ID!" was not provided.',
  );
  await expect(wrong).rejects.toThrow(/^--input:2:16[^]*Did you mean "customerId"\?/m);
  await expect(bed.call('placeOrder', { input: '{"customerId": ' })).rejects.toThrow(
    /^--input:1:16 is no JSON/,
  );
  await expect(bed.call('placeOrdr', { input: ORDER })).rejects.toThrow(
    'There is no command "placeOrdr" here; did you mean "placeOrder"?',
  );
  await expect(bed.call('placeOrder', { input: '@nowhere.json' })).rejects.toThrow('nowhere.json');
  expect(bed.orders.accepted.size).toBe(0);
});

test('a gateway that is not there is told with what to do', async () => {
  const bed = await startCli();
  bed.line.down = true;
  await expect(bed.call('placeOrder', { input: ORDER })).rejects.toThrow(
    /No gateway answers at .*gregor start/,
  );
});

test('a subscription prints events over a lost connection, and tells where to go on', async () => {
  const bed = await startCli();
  const client = bed.client();
  const stopping = new AbortController();
  const { terminal, url } = bed;
  const options = { url, json: true, arg: ['customerId=ada'] } as const;
  const ended = subscribe('orderPlaced', options, client, terminal, stopping.signal);
  await vi.waitFor(() => expect(client.status).toBe('connected'), PATIENCE_MS);
  await vi.waitFor(async () => {
    await bed.place(1);
    expect(terminal.printed.length).toBeGreaterThan(0);
  }, PATIENCE_MS);
  bed.line.cut();
  await bed.place(7);
  await vi.waitFor(() => expect(terminal.printed.at(-1)).toContain('"orderId":"o7"'), PATIENCE_MS);
  expect(terminal.notes).toEqual(['The connection is lost; trying again ...']);
  stopping.abort();
  await ended;
  const { cursor, data } = JSON.parse(terminal.printed.at(-1) ?? '') as Record<string, unknown>;
  expect(data).toMatchObject({ orderId: 'o7', customerId: 'ada', order: { status: 'PENDING' } });
  expect(terminal.notes.at(-1)).toBe(
    `Go on from here with: gregor subscribe orderPlaced --since ${String(cursor)}`,
  );
});

test('arguments of a subscription are checked before it is sent', async () => {
  const { url, terminal, ...bed } = await startCli();
  const { signal } = new AbortController();
  const open = (arg: readonly string[]) =>
    subscribe('orderPlaced', { url, arg }, bed.client(), terminal, signal);
  await expect(open(['custmerId=ada'])).rejects.toThrow('did you mean "customerId"?');
  await expect(open(['customerId'])).rejects.toThrow('write name=value');
});
