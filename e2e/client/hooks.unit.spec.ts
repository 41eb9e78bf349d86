import { createElement } from 'react';
import { create, act as reactAct, type ReactTestRenderer } from 'react-test-renderer';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Client } from '@metamorphosis/client';
import { useCommand, useConnection, useStream, type UsedCommand } from '@metamorphosis/react';
import { input, PLACED, startBed, type commands } from './client-bed.js';

// Connections are cut and made again: work of seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

type TestClient = Client<typeof commands>;
interface Placed {
  readonly orderPlaced: { readonly orderId: string };
}

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

/** Does something, and lets React do what follows from it. */
const act = reactAct as unknown as <T>(work: () => Promise<T>) => Promise<T>;

/** Renders a component that uses hooks and shows nothing; it is unmounted with the test. */
async function mount(use: () => void): Promise<ReactTestRenderer> {
  let renderer: ReactTestRenderer | undefined;
  await act(async () => {
    renderer = create(
      createElement(() => {
        use();
        return null;
      }),
    );
  });
  const mounted = renderer as unknown as ReactTestRenderer;
  onTestFinished(() => act(async () => mounted.unmount()));
  return mounted;
}

/** Looks again and again, and lets React work meanwhile. */
const poll = <T>(look: () => T) => expect.poll(() => act(async () => look()), { timeout: 10_000 });

function streaming(client: TestClient): { happened: string[]; use: () => void } {
  const happened: string[] = [];
  const use = (): void => {
    const { state } = useStream<Placed>(
      {
        open: (signal) => client.subscribe(PLACED, {}, { signal }),
        onOpen: async () => {
          await Promise.resolve();
          happened.push('load');
        },
        onEvent: ({ orderPlaced }) => happened.push(orderPlaced.orderId),
      },
      [],
    );
    if (happened.at(-1) !== state && state !== 'opening') happened.push(state);
  };
  return { happened, use };
}

it('useStream loads when the stream has begun, and again when too much was missed', async () => {
  const bed = await startBed();
  const { happened, use } = streaming(bed.client());
  await mount(use);
  await poll(() => happened.slice(0, 2)).toEqual(['load', 'live']);
  await bed.place(0);
  await poll(() => happened).toContain('o0');
  bed.line.down = true;
  bed.line.cut();
  await bed.place(2);
  bed.gateway.expire();
  bed.line.down = false;
  await poll(() => happened.filter((what) => what === 'load').length).toBe(2);
  await bed.place(4);
  await poll(() => happened).toContain('o4');
  expect(happened).not.toContain('o2');
});

it('useStream lets go of its subscription when the component goes', async () => {
  const bed = await startBed();
  const { happened, use } = streaming(bed.client());
  const mounted = await mount(use);
  await poll(() => happened).toContain('live');
  await act(async () => mounted.unmount());
  await poll(() => bed.gateway.gateway.load().subscriptions).toBe(0);
});

it('useStream says why there is no stream', async () => {
  const bed = await startBed();
  const client = bed.client();
  const seen: unknown[] = [];
  await mount(() => {
    const open = (signal: AbortSignal) =>
      client.subscribe('subscription { nothing }', {}, { signal });
    const stream = useStream({ open, onEvent: () => undefined }, []);
    if (stream.state === 'failed') seen.push(stream.error);
  });
  await poll(() => seen.length).toBeGreaterThan(0);
  expect(seen[0]).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
});

it('useCommand shows a command from its sending to its outcome', async () => {
  const bed = await startBed();
  const { commands: of } = bed.client();
  const phases: string[] = [];
  let used: UsedCommand<never> | undefined;
  await mount(() => {
    const command = useCommand(of.placeOrder);
    used = command as unknown as UsedCommand<never>;
    if (phases.at(-1) !== command.run.phase) phases.push(command.run.phase);
  });
  await act(async () => used?.submit(input as never));
  await poll(() => used?.run.phase).toBe('pending');
  const { run } = used as unknown as { run: { commandId: string } };
  const { commandId } = run;
  await bed.orders.tell(commandId, {
    state: 'SUCCEEDED',
    result: { __typename: 'Order', id: 'o7' },
  });
  await poll(() => used?.run).toMatchObject({
    phase: 'done',
    commandId,
    outcome: { state: 'SUCCEEDED', result: { id: 'o7' } },
  });
  expect(phases).toEqual(['idle', 'sending', 'pending', 'done']);

  // By its id alone, as after a reload.
  await act(async () => used?.reset());
  expect(used?.run.phase).toBe('idle');
  await act(async () => used?.follow(commandId));
  await poll(() => used?.run.phase).toBe('done');
});

it('useCommand shows why a command was not accepted', async () => {
  const bed = await startBed();
  bed.line.down = true;
  const { commands: of } = bed.client({ retry: { initialDelayMs: 1, maxAttempts: 2 } });
  let used: UsedCommand<never> | undefined;
  await mount(() => {
    used = useCommand(of.placeOrder) as unknown as UsedCommand<never>;
  });
  await act(async () => used?.submit(input as never));
  await poll(() => used?.run).toMatchObject({ phase: 'error', error: { code: 'NETWORK_ERROR' } });
});

it('useCommand sends the same input once, whether clicked twice or tried again after an error', async () => {
  const bed = await startBed();
  const { commands: of } = bed.client({ retry: { initialDelayMs: 1, maxAttempts: 1 } });
  let used: UsedCommand<never> | undefined;
  await mount(() => {
    used = useCommand(of.placeOrder) as unknown as UsedCommand<never>;
  });
  const answered = Promise.withResolvers<void>();
  bed.orders.hold = answered.promise;
  await act(async () => used?.submit(input as never));
  await act(async () => used?.submit(input as never));
  await poll(() => bed.orders.accepted.size).toBe(1);
  bed.line.cut();
  await poll(() => used?.run).toMatchObject({ phase: 'error', error: { code: 'NETWORK_ERROR' } });
  answered.resolve();
  await act(async () => used?.submit(input as never));
  await poll(() => used?.run.phase).toBe('pending');
  expect(bed.orders.accepted.size).toBe(1);
  // What was accepted is over: the same input is another order now.
  await act(async () => used?.submit(input as never));
  await poll(() => bed.orders.accepted.size).toBe(2);
});

it('useConnection follows the connection', async () => {
  const bed = await startBed();
  const client = bed.client();
  const seen: string[] = [];
  await mount(() => {
    const status = useConnection(client);
    if (seen.at(-1) !== status) seen.push(status);
  });
  const stream = client.subscribe(PLACED);
  await poll(() => seen.at(-1)).toBe('connected');
  bed.line.cut();
  await poll(() => seen).toContain('reconnecting');
  await poll(() => seen.at(-1)).toBe('connected');
  stream.close();
});
