import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeRecord, newCommandId } from '@metamorphosis/contract';
import { openPlatform, openService, readSettings } from '@metamorphosis/wiring';
import { orderOf, PLACE, RESULT } from '../platform/documents.js';
import { Platform } from '../platform/platform.js';
import { STACKS } from '../platform/stack.js';
import { until } from '../platform/until.js';

describe.each(STACKS)('bad input on %s', (stack) => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start(stack);
  });
  afterAll(() => (platform as Platform | undefined)?.[Symbol.asyncDispose]());

  const post = (body: string): Promise<Response> =>
    fetch(platform.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  const codeOf = async (response: Response): Promise<unknown> =>
    ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]
      ?.extensions.code;

  test('an unknown field is named, with its place', async () => {
    const answer = await platform.tell('{ product(id: "p1") { colour } }');
    expect(answer.errors?.[0]).toMatchObject({
      message: expect.stringContaining('"colour"'),
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
  });

  test('a wrong type is named with the variable', async () => {
    const answer = await platform.tell(PLACE, {
      input: { customerId: 'ada', lines: [{ productId: 'p1', quantity: 'two' }] },
    });
    expect(answer.errors?.[0]?.message).toContain('quantity');
    expect(answer.data ?? null).toBeNull();
  });

  test('malformed JSON and what is no GraphQL are told apart', async () => {
    const malformed = await post('{ "query": ');
    expect(malformed.status).toBe(400);
    expect(await codeOf(malformed)).toBe('BAD_REQUEST');
    expect(await codeOf(await post('{ "query": "{ product(" }'))).toBe('GRAPHQL_PARSE_FAILED');
  });

  test('a body over one mebibyte is refused', async () => {
    const large = await post(
      JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(1024 * 1024) } }),
    );
    expect(large.status).toBe(413);
    expect(await codeOf(large)).toBe('PAYLOAD_TOO_LARGE');
  });

  test('records that are none of ours are parked with their cause, and the consumer goes on', async () => {
    const settings = readSettings(platform.env);
    const outside = openPlatform('outside', { ...settings, logLevel: 'silent' });
    const service = openService('orders', 'worker', {
      settings: { ...settings, logLevel: 'silent' },
    });
    try {
      const id = newCommandId('orders');
      const broken = encodeRecord({
        kind: 'command',
        id: id as never,
        source: 'orders',
        type: 'orders.placeOrder',
        time: new Date().toISOString(),
        key: 'ada',
        data: { input: { customerId: 'ada', lines: [{ productId: 'p1', quantity: 'many' }] } },
        correlationId: id,
      });
      await outside.log.append('orders.commands', [
        { key: 'ada', value: 'what is this', headers: {} },
        {
          key: 'ada',
          value: new Uint8Array([0xff, 0xfe]),
          headers: { ce_mmversion: '1', ce_mmkind: 'command' },
        },
        broken,
      ]);
      const { placeOrder } = await platform.ask(PLACE, { input: orderOf('ada') });
      expect(placeOrder.__typename).toBe('Order');
      const letters = await until(
        'three records are parked',
        () => service.store.deadLetters({ consumer: 'commands' }, 10),
        (found) => found.length === 3,
      );
      expect(letters.map((letter) => letter.code)).toEqual(Array(3).fill('RECORD_INVALID'));
      expect(letters.map((letter) => letter.message).join('\n')).toContain('lines[0].quantity');
      const copies = await until(
        'their copies are in the dead-letter topic',
        () => outside.log.ranges('orders.commands.dlq'),
        (ranges) => ranges.reduce((sum, { earliest, end }) => sum + end - earliest, 0) === 3,
      );
      expect(copies).toHaveLength(4);
      const { placeOrderResult } = await platform.ask(RESULT, { id });
      expect(placeOrderResult).toMatchObject({
        state: 'FAILED',
        error: { code: 'RECORD_INVALID' },
      });
    } finally {
      await service.close();
      await outside.close();
    }
  });

  test('every process answers /healthz and /readyz', async () => {
    const origins = [
      platform.url,
      ...Object.values(platform.subgraphs).map(
        (p) => /"?url"?[:=]\s*"?(http[^"\s,}]+)/.exec(p.output)?.[1],
      ),
    ];
    for (const origin of origins) {
      expect(origin).toBeDefined();
      for (const path of ['/healthz', '/readyz']) {
        expect((await fetch(new URL(path, origin as string))).status).toBe(200);
      }
    }
  });
});
