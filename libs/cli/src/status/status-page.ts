import { styleText } from 'node:util';
import { counted } from '../terminal/counted.js';
import { table, type Column } from './table.js';
import type { WebSnapshot } from './web-snapshot.js';

const right = (title: string): Column => ({ title, align: 'right' });

/** The live map as text, in lines of at most 100 characters. `source` says where it was read. */
export function statusPage(web: WebSnapshot, source: string): string {
  const time = web.at.slice(11, 19);
  const title = (text: string): string => styleText('bold', text);
  if (web.nodes.length === 0) {
    return [
      `No node is there, says ${source} at ${time} UTC.`,
      'So no worker runs, and commands wait on the log. Start one: gregor node',
      'What status reads is chosen by KAFKA_BROKERS, REDIS_URL, METAMORPHOSIS_DATA and METAMORPHOSIS_NAMESPACE:',
      "they have to be those of the nodes. Or ask a manager: gregor status --url <the manager's /graphql>",
    ].join('\n');
  }
  const down = web.nodes.flatMap((node) =>
    node.down.map((worker) => ({ node: node.name, worker })),
  );
  const waiting = waitingLines(web);
  return [
    `${time} UTC, from ${source}`,
    '',
    title('Nodes'),
    nodes(web),
    '',
    title('Consumers'),
    consumers(web),
    '',
    title('Workers'),
    web.workers.length > 0 ? workers(web) : '  none lives',
    ...(down.length > 0
      ? [
          '',
          title('Down'),
          ...down.map(({ node, worker }) =>
            `  ${node} ${worker.service} (${worker.consumers.join(', ')}): ${worker.state}, ${worker.restarts} restarts: ${worker.reason}`.slice(
              0,
              100,
            ),
          ),
        ]
      : []),
    ...(waiting.length > 0 ? ['', title('Waiting'), ...waiting] : []),
  ].join('\n');
}

/** What waits in the stores of the services; nothing is said of what does not. */
function waitingLines({ services, consumers: all }: WebSnapshot): readonly string[] {
  const unpublished = services.flatMap(({ name, unpublished: count, unpublishedSeconds: age }) =>
    count === null || count === 0
      ? []
      : `  ${name}: ${counted(count, 'event')} to be published${age === null ? '' : `, the oldest for ${duration(age)}`}`,
  );
  // The retry table is the service's, whatever nodes run the consumer.
  const byConsumer = new Map(all.map((one) => [`${one.service} ${one.name}`, one.parked ?? 0]));
  const parked = [...byConsumer].flatMap(([name, count]) =>
    count === 0 ? [] : `  ${name}: ${counted(count, 'record')} in the retry table`,
  );
  const full = all.flatMap(({ service, name, node, fullPartitions }) =>
    fullPartitions.map(
      ({ topic, partition }) =>
        `  ${service} ${name} on ${node}: ${topic}/${partition} stands still, a key has too many of them`,
    ),
  );
  return [...unpublished, ...parked, ...full].map((line) => line.slice(0, 100));
}

function nodes(web: WebSnapshot): string {
  const columns = [
    { title: 'NAME' },
    { title: 'STATE' },
    { title: 'HOST' },
    right('CPU'),
    right('MEMORY'),
    { title: 'LOAD' },
    { title: 'VERSION' },
    right('HEARTBEAT'),
  ];
  const rows = web.nodes.map((node) => [
    node.name,
    node.state,
    node.host,
    percent(node.cpu),
    `${gigabytes(node.memory.totalBytes - node.memory.freeBytes)} of ${gigabytes(node.memory.totalBytes)} GB`,
    node.load.map((load) => load.toFixed(2)).join(' '),
    node.version,
    `${duration((Date.parse(web.at) - Date.parse(node.lastHeartbeat)) / 1000)} ago`,
  ]);
  return table(columns, rows);
}

function consumers(web: WebSnapshot): string {
  const columns = [
    { title: 'SERVICE' },
    { title: 'CONSUMER' },
    { title: 'NODE' },
    right('PROC'),
    { title: 'STATE' },
    right('LAG'),
    right('BEHIND'),
    right('RATE'),
    right('RETRIES'),
    right('DEAD'),
    right('P50'),
    right('P99'),
  ];
  const rows = web.consumers.map((consumer) => [
    consumer.service,
    consumer.name,
    consumer.node,
    `${consumer.actualProcesses}/${consumer.desiredProcesses}`,
    stateOf(consumer),
    consumer.lagRecords === null ? '?' : String(consumer.lagRecords),
    consumer.lagSeconds === null ? '?' : duration(consumer.lagSeconds),
    `${consumer.rate < 10 ? consumer.rate.toFixed(1) : Math.round(consumer.rate)}/s`,
    String(consumer.retries),
    String(consumer.deadLetters),
    milliseconds(consumer.p50),
    milliseconds(consumer.p99),
  ]);
  return table(columns, rows);
}

function workers(web: WebSnapshot): string {
  const columns = [
    { title: 'NODE' },
    right('PID'),
    { title: 'SERVICE' },
    { title: 'CONSUMERS' },
    { title: 'STATE' },
    right('AGE'),
    right('MEMORY'),
    right('CPU'),
    right('RECORDS'),
    right('PARTITIONS'),
  ];
  const rows = web.workers.map((worker) => [
    worker.node,
    String(worker.pid),
    worker.service,
    worker.consumers.join(','),
    worker.state,
    duration(worker.ageSeconds),
    worker.memoryBytes === null ? '-' : `${Math.round(worker.memoryBytes / 1e6)} MB`,
    worker.cpu === null ? '-' : percent(worker.cpu),
    String(worker.recordsHandled),
    String(worker.partitions.length),
  ]);
  return table(columns, rows);
}

function stateOf(consumer: WebSnapshot['consumers'][number]): string {
  if (consumer.problems.length > 0) return 'TROUBLE';
  if (consumer.paused) return 'PAUSED';
  if (consumer.desiredProcesses === 0) return 'OFF';
  return consumer.actualProcesses < consumer.desiredProcesses ? 'STARTING' : 'UP';
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

function milliseconds(ms: number | null): string {
  if (ms === null) return '-';
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} d`;
}
