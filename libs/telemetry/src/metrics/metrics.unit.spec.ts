import { expect, it } from 'vitest';
import { Metrics, type MetricsSnapshot } from './metrics.js';
import { serveMetrics } from './serve-metrics.js';

/** What a process might measure. */
function aProcess(requests: number, inHand: number): Metrics {
  const metrics = new Metrics();
  const count = metrics.counter({ name: 'requests_total', help: 'Requests.', labels: ['kind'] });
  const time = metrics.histogram({ name: 'request_seconds', help: 'How long they took.' });
  metrics.gauge({ name: 'in_hand', help: 'Under way.' }, () => [{ value: inHand }]);
  for (let i = 0; i < requests; i += 1) {
    count({ kind: 'query' });
    time({}, 0.004);
  }
  return metrics;
}

/** What stands behind a name in the text. */
function valueOf(text: string, name: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `)) ?? '';
  return Number(line.slice(name.length + 1));
}

it('what several processes measured is told added up', async () => {
  const processes = [aProcess(2, 5), aProcess(3, 1)];
  // As it comes through a channel.
  const read = async (): Promise<MetricsSnapshot[]> =>
    JSON.parse(JSON.stringify(await Promise.all(processes.map((one) => one.snapshot())))) as never;
  await using server = await serveMetrics(read, '127.0.0.1', 0);
  const response = await fetch(server.url);
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const text = await response.text();
  expect(valueOf(text, 'requests_total{kind="query"}')).toBe(5);
  expect(valueOf(text, 'in_hand')).toBe(6);
  expect(valueOf(text, 'request_seconds_bucket{le="0.0025"}')).toBe(0);
  expect(valueOf(text, 'request_seconds_bucket{le="0.005"}')).toBe(5);
  expect(valueOf(text, 'request_seconds_count')).toBe(5);
  // Beside what Node says of each.
  expect(valueOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  expect((await fetch(server.url.replace('/metrics', '/'))).status).toBe(404);
});

it('a gauge stands where it is when somebody looks', async () => {
  const metrics = new Metrics();
  let open: string[] = ['orders'];
  const spec = { name: 'open', help: 'Open ones.', labels: ['subgraph'] as const };
  metrics.gauge(spec, () => open.map((subgraph) => ({ labels: { subgraph }, value: 1 })));
  const readings = async (): Promise<unknown> =>
    (await metrics.snapshot()).find(({ name }) => name === 'open')?.values;
  expect(await readings()).toMatchObject([{ value: 1, labels: { subgraph: 'orders' } }]);
  open = [];
  expect(await readings()).toEqual([]);
});
