import { serverAudits } from 'graphql-http';
import { describe, expect, it } from 'vitest';
import { startGateway } from '../testing/start-gateway.js';

describe('GraphQL over HTTP', () => {
  it('is spoken as its specification has it: every MUST and every SHOULD', async () => {
    // As the audit sends it: its GET bears nothing that a browser would have to be asked about.
    const { gateway } = await startGateway({ csrfPrevention: false });
    const results = [];
    for (const audit of serverAudits({ url: gateway.url, fetchFn: fetch })) {
      results.push(await audit.fn());
    }
    expect(results.length).toBeGreaterThan(50);
    const missed = results
      .filter(({ status }) => status !== 'ok')
      .map((result) => `${result.name}: ${'reason' in result ? result.reason : ''}`);
    expect(missed).toEqual([]);
  });
});
