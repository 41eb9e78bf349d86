import { describe, expect, it } from 'vitest';
import { startGateway } from '../testing/start-gateway.js';

const ADA = { query: '{ customer(id: "ada") { name } }' };

describe('a batch', () => {
  it('is refused unless it is allowed', async () => {
    const bed = await startGateway();
    const refused = await bed.post([ADA]);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  it('is answered in its order, each request for itself', async () => {
    const bed = await startGateway({ limits: { maxBatch: 4 } });
    const response = await bed.post([
      { query: 'query Q($id: ID!) { customer(id: $id) { name } }', variables: { id: 'grace' } },
      { query: '{ nothing }' },
      { query: 'subscription { orderPlaced { orderId } }' },
      { ...ADA },
    ]);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual([
      { data: { customer: { name: 'Grace' } } },
      { errors: [expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })] },
      { errors: [expect.objectContaining({ extensions: { code: 'BAD_REQUEST' } })] },
      { data: { customer: { name: 'Ada' } } },
    ]);
  });

  it('is bounded, and each of its requests takes a place', async () => {
    const bed = await startGateway({ limits: { maxBatch: 4, maxRequests: 3 } });
    const large = await bed.post(Array.from({ length: 5 }, () => ADA));
    expect(large.status).toBe(400);
    expect(await large.json()).toMatchObject({
      errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'batch', allowed: 4, found: 5 } }],
    });
    expect((await bed.post(Array.from({ length: 4 }, () => ADA))).status).toBe(503);
    expect((await bed.post(Array.from({ length: 3 }, () => ADA))).status).toBe(200);
    expect(bed.gateway.load().requests).toBe(0);
    for (const body of ['[]', '[1]', '[null]', '[[]]']) {
      expect((await bed.post(body)).status, body).toBe(400);
    }
    const streamed = await bed.post([ADA], { accept: 'text/event-stream' });
    expect(streamed.status).toBe(406);
  });
});
