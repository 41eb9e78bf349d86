import type { EngineStatus } from '@metamorphosis/federation';
import type { Metrics } from '@metamorphosis/telemetry';
import type { Load } from '../limits/load.js';

const PREFIX = 'metamorphosis_gateway_';
/** Of a reason so much is told: a label is no place for pages. */
const MAX_REASON = 200;

/** What a gateway measures of itself. Each name is in docs/guides/gateway.md. */
export class GatewayMetrics {
  private readonly requests;
  private readonly durations;
  private readonly fetches;
  private readonly failures;
  private readonly answers;
  private readonly refusals;
  private readonly costs;
  private readonly reloads;
  private readonly open = new Set<string>();
  private refused: string | undefined;

  constructor(metrics: Metrics, load: () => Load) {
    this.requests = metrics.counter({
      name: `${PREFIX}requests_total`,
      help: 'Operations answered, by the code of their first error; ok: none.',
      labels: ['transport', 'code'],
    });
    this.durations = metrics.histogram({
      name: `${PREFIX}request_seconds`,
      help: 'How long they took; streams until they ended.',
      labels: ['transport'],
    });
    this.fetches = metrics.histogram({
      name: `${PREFIX}subgraph_seconds`,
      help: 'How long subgraphs took to answer.',
      labels: ['subgraph'],
    });
    this.failures = metrics.counter({
      name: `${PREFIX}subgraph_failures_total`,
      help: 'Requests that subgraphs did not answer.',
      labels: ['subgraph'],
    });
    this.answers = metrics.counter({
      name: `${PREFIX}response_cache_total`,
      help: 'Answers looked for in the response cache: hit or miss.',
      labels: ['found'],
    });
    this.refusals = metrics.counter({
      name: `${PREFIX}shed_total`,
      help: 'Refused because too much was in hand: request, subscription or socket.',
      labels: ['what'],
    });
    this.costs = metrics.counter({
      name: `${PREFIX}cost_total`,
      help: 'What operations were taken to cost, those refused for it included.',
    });
    this.reloads = metrics.counter({
      name: `${PREFIX}supergraph_reloads_total`,
      help: 'Newer supergraphs: ok or refused.',
      labels: ['outcome'],
    });
    metrics.gauge(
      {
        name: `${PREFIX}supergraph_refused`,
        help: '1 while the newest supergraph is refused, with the reason.',
        labels: ['reason'],
      },
      () => (this.refused === undefined ? [] : [{ labels: { reason: this.refused }, value: 1 }]),
    );
    metrics.gauge(
      {
        name: `${PREFIX}breaker_open`,
        help: '1 while a subgraph is left alone.',
        labels: ['subgraph'],
      },
      () => [...this.open].map((subgraph) => ({ labels: { subgraph }, value: 1 })),
    );
    metrics.gauge(
      { name: `${PREFIX}in_hand`, help: 'What is in hand just now.', labels: ['what'] },
      () =>
        Object.entries(load()).map(([what, value]) => ({ labels: { what }, value: Number(value) })),
    );
  }

  answered(transport: string, code: string | undefined, seconds: number): void {
    this.requests({ transport, code: code ?? 'ok' });
    this.durations({ transport }, seconds);
  }

  fetched(subgraph: string, ms: number, failed: boolean): void {
    this.fetches({ subgraph }, ms / 1000);
    if (failed) this.failures({ subgraph });
  }

  lookedUp(found: 'hit' | 'miss'): void {
    this.answers({ found });
  }

  shed(what: 'request' | 'subscription' | 'socket'): void {
    this.refusals({ what });
  }

  estimated(cost: number): void {
    this.costs({}, cost);
  }

  reloaded({ refused }: EngineStatus): void {
    this.refused = refused?.reason.slice(0, MAX_REASON);
    this.reloads({ outcome: refused ? 'refused' : 'ok' });
  }

  breaker(subgraph: string, state: 'open' | 'closed'): void {
    if (state === 'open') this.open.add(subgraph);
    else this.open.delete(subgraph);
  }
}
