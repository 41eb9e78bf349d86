import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type {
  Answer,
  Engine,
  LiveAnswer,
  LiveOperation,
  RequestContext,
} from '../engine/engine.js';
import { createEngine } from '../engine/federation-engine.js';
import type { EngineOptions } from '../engine/options.js';
import { pricing, startPricing, type Pricing } from '../testing/pricing.js';
import { Pulled } from '../testing/pulled.js';

/** Other processes may be busy, too. */
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000 });
const QUERY = 'subscription ($id: ID) { priceChanged(productId: $id) { amount product { name } } }';
const QUICK = { attempts: 20, firstMs: 10, maxMs: 20 };

async function start(
  options: Partial<EngineOptions> = {},
): Promise<{ bed: Pricing; engine: Engine }> {
  const bed = await startPricing();
  onTestFinished(() => bed[Symbol.asyncDispose]());
  const engine = await createEngine({ supergraph: await bed.supergraph(), ...options });
  onTestFinished(() => engine.close());
  return { bed, engine };
}

interface Listener {
  readonly answers: unknown[];
  readonly over: Promise<void>;
  leave(): void;
}

async function subscribe(
  engine: Engine,
  { query = QUERY, variables = {}, context = {}, cursor = undefined as string | undefined } = {},
): Promise<LiveOperation> {
  const prepared = engine.prepare(query);
  if (!prepared.ok) throw new Error(prepared.answer.body());
  const live = await prepared.operation.subscribe(variables, context, cursor);
  if ('executed' in live) throw Object.assign(new Error('refused'), { refusal: live.result() });
  return live;
}

/** Reads on until it ends. */
async function listen(
  engine: Engine,
  how: Parameters<typeof subscribe>[1] = {},
): Promise<Listener> {
  const live = await subscribe(engine, how);
  const pulled = new Pulled<LiveAnswer, Answer | undefined>();
  live.deliverTo(pulled);
  const answers: unknown[] = [];
  const read = async (): Promise<void> => {
    let step = await pulled.next();
    for (; step.done !== true; step = await pulled.next()) answers.push(step.value.answer.result());
    if (step.value) answers.push(step.value.result());
  };
  return { answers, over: read(), leave: () => live.stop() };
}

const change = (amount: number): unknown => ({
  data: { priceChanged: { amount, product: { name: 'Product p1' } } },
});
const codes = (answer: unknown): unknown =>
  (answer as { errors?: { extensions?: { code?: unknown } }[] }).errors?.map(
    ({ extensions }) => extensions?.code,
  );

describe("a subgraph's own subscription", () => {
  it('is delivered with fields of other subgraphs, under the names of the client', async () => {
    const { bed, engine } = await start();
    const query = `subscription {
      changed: priceChanged { a: note(loud: true) b: note product { __typename id name } }
    }`;
    const one = await listen(engine, { query });
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    bed.publish(5);
    await eventually(() =>
      expect(one.answers).toEqual([
        {
          data: {
            changed: {
              a: '5!',
              b: '5',
              product: { __typename: 'Product', id: 'p1', name: 'Product p1' },
            },
          },
        },
      ]),
    );
    // The plan's key is asked for, and the answer completed by one request for the entity.
    expect(bed.products.received).toHaveLength(1);
  });

  it('is asked for once by all whom the subgraph cannot tell apart, and completed once', async () => {
    const { bed, engine } = await start();
    const ada: RequestContext = { subject: 'ada', headers: { 'x-tenant': 'one' } };
    const same = await Promise.all([1, 2, 3].map(() => listen(engine, { context: ada })));
    const other = await listen(engine, { context: { subject: 'grace' } });
    const elsewhere = await listen(engine, { context: ada, variables: { id: 'p2' } });
    await eventually(() => expect(bed.streams.running.size).toBe(3));
    expect(bed.streams.received.map(({ variables }) => variables)).toEqual([
      {},
      {},
      expect.objectContaining({ id: 'p2' }),
    ]);
    // One connection for each identity.
    expect(bed.streams.connections).toEqual([{ 'x-tenant': 'one' }, {}]);
    bed.publish(1);
    for (const { answers } of [...same, other, elsewhere]) {
      await eventually(() => expect(answers).toEqual([change(1)]));
    }
    // Three subscriptions, two identities: each asks for the product once.
    expect(bed.products.received).toHaveLength(2);
  });

  it("is nobody's but its own where sharing is switched off", async () => {
    const { bed, engine } = await start({
      foreignSubscriptions: { subgraphs: { prices: { shared: false } } },
    });
    await Promise.all([listen(engine), listen(engine)]);
    await eventually(() => expect(bed.streams.running.size).toBe(2));
  });

  it('hands headers and the word for the caller on, and no trace', async () => {
    const { bed, engine } = await start({
      http: { headersOf: ({ subject }) => Promise.resolve({ 'x-identity': `signed ${subject}` }) },
    });
    const context: RequestContext = {
      subject: 'ada',
      headers: { 'x-tenant': 'one', traceparent: '00-1-1-00' },
      subgraphHeaders: { prices: { 'x-key': 'k' }, products: { 'x-other': 'o' } },
    };
    await listen(engine, { context });
    await eventually(() =>
      expect(bed.streams.connections).toEqual([
        { 'x-tenant': 'one', 'x-key': 'k', 'x-identity': 'signed ada' },
      ]),
    );
  });

  it('ends upstream when the last has left, and a moment later the connection', async () => {
    const { bed, engine } = await start();
    const [one, two] = await Promise.all([listen(engine), listen(engine)]);
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    one.leave();
    await one.over;
    bed.publish(1);
    await eventually(() => expect(two.answers).toHaveLength(1));
    expect(one.answers).toEqual([]);
    two.leave();
    await eventually(() => expect(bed.streams.running.size).toBe(0));
    // Who comes back at once finds the connection.
    await listen(engine);
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    expect(bed.streams.connections).toHaveLength(1);
  });

  it('completes when the subgraph completes it', async () => {
    const { bed, engine } = await start();
    const one = await listen(engine);
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    bed.publish(1);
    bed.complete();
    await one.over;
    expect(one.answers).toEqual([change(1)]);
  });

  it('tells errors of an event at their place, and goes on', async () => {
    const { bed, engine } = await start();
    const query = 'subscription { mine: dropped { amount } }';
    const one = await listen(engine, { query });
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    bed.publish(-1);
    bed.publish(2);
    await eventually(() => expect(one.answers).toHaveLength(2));
    expect(one.answers).toEqual([
      {
        data: { mine: null },
        errors: [expect.objectContaining({ message: 'No such price.', path: ['mine'] })],
      },
      { data: { mine: { amount: 2 } } },
    ]);
  });

  it('is refused with the errors that the subgraph refuses it by', async () => {
    const { bed, engine } = await start();
    bed.streams.refusal = 'NOT_A_MEMBER';
    const one = await listen(engine);
    await one.over;
    expect(one.answers).toEqual([
      { errors: [{ message: 'Not for you.', extensions: { code: 'NOT_A_MEMBER' } }] },
    ]);
  });

  it('is refused at once when nobody answers, or the connection is refused', async () => {
    const { bed, engine } = await start({
      foreignSubscriptions: { reconnect: { attempts: 1000 } },
    });
    const refusal = { errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] };
    bed.streams.refuses = true;
    await expect(subscribe(engine)).rejects.toMatchObject({ refusal });
    await bed[Symbol.asyncDispose]();
    await expect(subscribe(engine)).rejects.toMatchObject({ refusal });
  });

  it('has no cursor, and takes none', async () => {
    const { engine } = await start();
    const live = await subscribe(engine);
    expect(live.cursor()).toBeUndefined();
    await expect(subscribe(engine, { cursor: 'x.y.z' })).rejects.toMatchObject({
      refusal: { errors: [{ extensions: { code: 'CURSOR_INVALID' } }] },
    });
    live.stop();
  });

  it('goes on by itself when the connection was lost', async () => {
    const { bed, engine } = await start({ foreignSubscriptions: { reconnect: QUICK } });
    const one = await listen(engine);
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    for (const lose of [() => bed.streams.cut(), () => bed.streams.closeAll(1001)]) {
      const before = bed.streams.received.length;
      lose();
      await eventually(() => expect(bed.streams.received.length).toBeGreaterThan(before));
      await eventually(() => expect(bed.streams.running.size).toBe(1));
      bed.publish(before);
      await eventually(() => expect(one.answers.at(-1)).toEqual(change(before)));
    }
  });

  it('ends with a code when the connection is lost for good', async () => {
    const { bed, engine } = await start({
      foreignSubscriptions: { reconnect: { attempts: 2, firstMs: 5, maxMs: 10 } },
    });
    const one = await listen(engine);
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    await bed[Symbol.asyncDispose]();
    await one.over;
    expect(one.answers.map(codes)).toEqual([['SUBGRAPH_UNAVAILABLE']]);
  });

  it('ends at once when it is not to be connected again', async () => {
    const { bed, engine } = await start({ foreignSubscriptions: { reconnect: { attempts: 0 } } });
    const one = await listen(engine);
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    bed.streams.cut();
    await one.over;
    expect(one.answers.map(codes)).toEqual([['SUBGRAPH_UNAVAILABLE']]);
    expect(bed.streams.connections).toHaveLength(1);
  });

  it('ends for a subscriber that takes too little, and for no other', async () => {
    const { bed, engine } = await start({ foreignSubscriptions: { maxBufferedEvents: 3 } });
    const slow = new Pulled<LiveAnswer, Answer | undefined>();
    (await subscribe(engine)).deliverTo(slow);
    const quick = await listen(engine);
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    for (let i = 0; i < 10; i += 1) {
      bed.publish(i);
      await eventually(() => expect(quick.answers).toHaveLength(i + 1));
    }
    await slow.next();
    const { done, value } = await slow.next();
    expect(done).toBe(true);
    expect(codes((value as Answer).result())).toEqual(['SLOW_CONSUMER']);
    expect(bed.streams.running.size).toBe(1);
  });

  it('goes on over a reload, and is asked for anew when the plan needs something else', async () => {
    let update: (sdl: string) => void = () => undefined;
    const bed = await startPricing();
    onTestFinished(() => bed[Symbol.asyncDispose]());
    const without = pricing.prices.replace(' brand: String! @shareable', '');
    const first = await bed.supergraph({ prices: without });
    const engine = await createEngine({
      supergraph: {
        initialize: (hooks) => {
          ({ update } = hooks);
          return Promise.resolve({ supergraphSdl: first });
        },
      },
    });
    onTestFinished(() => engine.close());
    const reload = async (sdl: string): Promise<void> => {
      const { supergraphId } = engine.status();
      update(sdl);
      await eventually(() => expect(engine.status().supergraphId).not.toBe(supergraphId));
    };
    const query = 'subscription { priceChanged { product { brand } } }';
    const one = await listen(engine, { query });
    const brand = (text: string): unknown => ({
      data: { priceChanged: { product: { brand: `told by ${text}` } } },
    });
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    const products = pricing.products.replace('name:', 'weight: Int name:');
    await reload(await bed.supergraph({ prices: without, products }));
    bed.publish(1);
    await eventually(() => expect(one.answers).toEqual([brand('products')]));
    expect(bed.streams.received).toHaveLength(1);
    // Whoever streams knows it by itself now.
    await reload(await bed.supergraph());
    await eventually(() => expect(bed.streams.received).toHaveLength(2));
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    bed.publish(2);
    await eventually(() => expect(one.answers).toEqual([brand('products'), brand('prices')]));
    expect(bed.products.received).toHaveLength(1);
  });
});
