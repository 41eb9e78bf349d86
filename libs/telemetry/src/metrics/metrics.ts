import {
  AggregatorRegistry,
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type MetricObjectWithValues,
  type MetricValue,
} from 'prom-client';

/** A measure: what it is called, and what it tells. Names follow Prometheus: `metamorphosis_..._total`, `_seconds`. */
export interface MetricSpec<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

/** What a gauge stands at: one reading for each set of labels. */
export interface Reading<Label extends string> {
  readonly labels?: Partial<Record<Label, string>>;
  readonly value: number;
}

/** All that a process has measured at a moment. Survives JSON, so that another process can add it to its own. */
export type MetricsSnapshot = readonly MetricObjectWithValues<MetricValue<string>>[];

/** Seconds, from what a cache answers to what times out. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The measures of one process, beside those of Node itself (memory, CPU, the event loop). */
export class Metrics {
  private readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Adds to a count that only grows. */
  counter<Label extends string = never>(
    spec: MetricSpec<Label>,
  ): (labels: Record<Label, string>, by?: number) => void {
    const counter = new Counter(this.configuration(spec));
    return (labels, by = 1) => counter.inc(labels, by);
  }

  /** Is asked where it stands whenever somebody looks. Those of several processes are added up. */
  gauge<Label extends string = never>(
    spec: MetricSpec<Label>,
    read: () => readonly Reading<Label>[],
  ): void {
    new Gauge({
      ...this.configuration(spec),
      collect() {
        this.reset();
        for (const { labels = {}, value } of read()) this.set(labels, value);
      },
    });
  }

  /** Takes times, in seconds. */
  histogram<Label extends string = never>(
    spec: MetricSpec<Label>,
  ): (labels: Record<Label, string>, seconds: number) => void {
    const histogram = new Histogram({ ...this.configuration(spec), buckets: SECONDS });
    return (labels, seconds) => histogram.observe(labels, seconds);
  }

  async snapshot(): Promise<MetricsSnapshot> {
    return this.registry.getMetricsAsJSON();
  }

  private configuration<Label extends string>({ name, help, labels = [] }: MetricSpec<Label>) {
    return { name, help, labelNames: [...labels], registers: [this.registry] };
  }
}

/** Snapshots of several processes as one, in Prometheus' text format: counts, gauges and histograms are added up. */
export function metricsText(snapshots: readonly MetricsSnapshot[]): Promise<string> {
  return AggregatorRegistry.aggregate(snapshots.map((one) => [...one])).metrics();
}
