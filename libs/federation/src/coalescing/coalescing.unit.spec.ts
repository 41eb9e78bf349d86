import { describe, expect, it } from 'vitest';
import type { Answer, RequestContext } from '../engine/engine.js';
import { createEngine } from '../engine/federation-engine.js';
import { composeLocally } from '../supergraph/compose-locally.js';
import { SubgraphServer } from '../testing/subgraph-server.js';
import type { CoalescingOptions } from './coalescer.js';
import { InFlight } from './in-flight.js';

const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type Query { count(of: String): Int! other: Int! }
type Mutation { add: Int! }`;

interface Bed {
  readonly server: SubgraphServer;
  /** Asks; the answer comes once `release` was called. */
  ask(query: string, context?: RequestContext, variables?: object): Promise<Answer>;
  /** Resolves when the subgraph has so many requests in hand, or had. */
  reached(requests: number): Promise<void>;
  release(): void;
}

async function withCounter(
  test: (bed: Bed) => Promise<void>,
  coalescing?: CoalescingOptions | false,
): Promise<void> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let counted = 0;
  const waiters: { requests: number; resolve: () => void }[] = [];
  const next = async (): Promise<number> => {
    counted += 1;
    const own = counted;
    for (const { requests, resolve } of waiters) if (counted >= requests) resolve();
    await held;
    return own;
  };
  await using server = await SubgraphServer.start('counter', SDL, {
    Query: { count: next, other: next },
    Mutation: { add: next },
  });
  const supergraph = composeLocally([{ name: 'counter', url: server.url, sdl: SDL }]);
  await using engine = await createEngine({
    supergraph,
    ...(coalescing !== undefined && { coalescing }),
  });
  await test({
    server,
    release: () => release(),
    reached: (requests) =>
      new Promise((resolve) => {
        if (counted >= requests) resolve();
        else waiters.push({ requests, resolve });
      }),
    ask: (query, context = {}, variables = {}) => {
      const prepared = engine.prepare(query);
      if (!prepared.ok) throw new Error(prepared.answer.body());
      return prepared.operation.execute(variables as Record<string, unknown>, context);
    },
  });
}

const bodies = async (answers: readonly Promise<Answer>[]): Promise<readonly string[]> =>
  (await Promise.all(answers)).map((answer) => answer.body());

describe('identical queries under way', () => {
  it('share one answer, whatever their traces', () =>
    withCounter(async ({ ask, server, reached, release }) => {
      const answers = ['a', 'b', 'c'].map((digit) => {
        const traceparent = `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;
        return ask('{ count }', { subject: 'ada', headers: { traceparent } });
      });
      await reached(1);
      release();
      expect(await bodies(answers)).toEqual(Array(3).fill('{"data":{"count":1}}'));
      expect(server.received).toHaveLength(1);
    }));

  it('are asked anew once they are answered: nothing is kept', () =>
    withCounter(async ({ ask, release }) => {
      release();
      expect((await ask('{ count }')).body()).toBe('{"data":{"count":1}}');
      expect((await ask('{ count }')).body()).toBe('{"data":{"count":2}}');
    }));

  it.each<[string, RequestContext, RequestContext]>([
    ['subjects', { subject: 'ada' }, { subject: 'grace' }],
    ['subjects, one of them nobody', {}, { subject: '' }],
    [
      'claims of one subject',
      { subject: 'ada', claims: { scope: 'a' } },
      { subject: 'ada', claims: { scope: 'b' } },
    ],
    ['headers', { headers: { authorization: 'a' } }, { headers: { authorization: 'b' } }],
    ['headers, one without', { headers: {} }, { headers: { 'x-tenant': '' } }],
    [
      'headers whose texts join to the same',
      { headers: { a: '1', b: '2' } },
      { headers: { a: '1 b=2' } },
    ],
  ])('never share an answer across %s', (_name, one, other) =>
    withCounter(async ({ ask, server, reached, release }) => {
      const answers = [ask('{ count }', one), ask('{ count }', other)];
      await reached(2);
      release();
      expect(new Set(await bodies(answers)).size).toBe(2);
      expect(server.received).toHaveLength(2);
    }),
  );

  it('with other variables are other queries', () =>
    withCounter(async ({ ask, reached, release }) => {
      const query = 'query Q($of: String) { count(of: $of) }';
      const answers = [ask(query, {}, { of: 'x' }), ask(query, {}, { of: 'y' })];
      await reached(2);
      release();
      expect(new Set(await bodies(answers)).size).toBe(2);
    }));

  it('are not joined by who has seen a mutation since', () =>
    withCounter(async ({ ask, server, reached, release }) => {
      const before = ask('{ count }');
      await reached(1);
      server.answer = () => ({ data: { add: 7 } });
      await ask('mutation { add }');
      server.answer = undefined;
      const after = ask('{ count }');
      await reached(2);
      release();
      expect(await bodies([before, after])).toEqual([
        '{"data":{"count":1}}',
        '{"data":{"count":2}}',
      ]);
    }));

  it('go on while one of those who asked is left', () =>
    withCounter(async ({ ask, reached, release, server }) => {
      const leaving = new AbortController();
      const first = ask('{ count }', { signal: leaving.signal });
      const second = ask('{ count }', { signal: new AbortController().signal });
      await reached(1);
      leaving.abort(new Error('gone'));
      release();
      expect(await bodies([first, second])).toEqual(Array(2).fill('{"data":{"count":1}}'));
      expect(server.received).toHaveLength(1);
    }));

  it('end when nobody is left, and are not joined any more', () =>
    withCounter(async ({ ask, reached, release }) => {
      const leaving = new AbortController();
      const first = ask('{ count }', { signal: leaving.signal });
      await reached(1);
      leaving.abort(new Error('gone'));
      expect((await first).errors).toHaveLength(1);
      const second = ask('{ count }');
      release();
      expect((await second).body()).toBe('{"data":{"count":2}}');
    }));

  it('stand each for themselves when that is configured', () =>
    withCounter(async ({ ask, reached, release }) => {
      const answers = [ask('{ count }'), ask('{ count }')];
      await reached(2);
      release();
      expect(new Set(await bodies(answers)).size).toBe(2);
    }, false));
});

describe('identical requests of different queries to a subgraph', () => {
  const one = 'query Q($a: String) { count(of: $a) }';

  it('are sent once', () =>
    withCounter(
      async ({ ask, server, reached, release }) => {
        const answers = [ask('{ count }'), ask('{ count __typename }')];
        await reached(1);
        release();
        expect(await bodies(answers)).toEqual([
          '{"data":{"count":1}}',
          '{"data":{"count":1,"__typename":"Query"}}',
        ]);
        expect(server.received).toHaveLength(1);
      },
      { queries: false },
    ));

  it('never are across subjects, nor where that is switched off', async () => {
    const apart = (context: RequestContext, coalescing: CoalescingOptions): Promise<void> =>
      withCounter(async ({ ask, reached, release }) => {
        const answers = [ask(one), ask(one, context)];
        await reached(2);
        release();
        expect(new Set(await bodies(answers)).size).toBe(2);
      }, coalescing);
    await apart({ subject: 'ada' }, { queries: false });
    await apart({}, { queries: false, fetches: false });
  });
});

describe('a mutation', () => {
  it('is sent for everyone who sends it', () =>
    withCounter(async ({ ask, server, reached, release }) => {
      const answers = [ask('mutation { add }'), ask('mutation { add }')];
      await reached(2);
      release();
      expect(new Set(await bodies(answers)).size).toBe(2);
      expect(server.received).toHaveLength(2);
    }));
});

describe('work in flight', () => {
  it('that fails fails for all who wait, and is begun anew by who comes next', async () => {
    const inFlight = new InFlight<string>();
    const fail = (): Promise<string> => Promise.reject(new Error('broken'));
    const both = [inFlight.join('k', undefined, fail), inFlight.join('k', undefined, fail)];
    for (const one of both) await expect(one).rejects.toThrow('broken');
    await expect(inFlight.join('k', undefined, () => Promise.resolve('fine'))).resolves.toBe(
      'fine',
    );
  });
});
