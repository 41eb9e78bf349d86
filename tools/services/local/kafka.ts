import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, hasCommand } from '../packages.ts';
import { freePort } from '../ports.ts';
import { probes, untilReady } from '../probe.ts';
import { launch } from '../process.ts';
import { run } from '../run.ts';
import { services } from '../service.ts';
import { kafkaClassPath } from './kafka-jars.ts';
import type { LocalStart } from './local-start.ts';

/** What a lone broker for daily work and tests is set to, however it is started. Twin: docker-compose.yml (compared by its spec). */
export const singleBrokerSettings: Readonly<Record<string, string | number | boolean>> = {
  // A topic that appears by a typing error is lost work: topics are made on purpose only.
  'auto.create.topics.enable': false,
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 8,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 4,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  // The default waits three seconds before the first member of a group gets its partitions.
  'group.initial.rebalance.delay.ms': 0,
};

/** Starts one Kafka process that is broker and controller (KRaft), with data that survives a stop. */
export async function startKafka({ port, dataDir, report, started }: LocalStart): Promise<void> {
  await ensureInstalled('Java', () => hasCommand('java'), 'default-jre-headless', report);
  const classPath = await kafkaClassPath(report);
  const data = join(dataDir, 'data');
  const properties = join(dataDir, 'server.properties');
  mkdirSync(data, { recursive: true });
  writeFileSync(properties, brokerProperties(port, await freePort(), data));
  if (!existsSync(join(data, 'meta.properties'))) await formatStorage(classPath, properties);
  const logFile = join(dataDir, 'kafka.log');
  const process = await launch({
    command: 'java',
    args: [...javaOptions(classPath, '512m'), 'kafka.Kafka', properties],
    cwd: dataDir,
    logFile,
  });
  const url = services.kafka.url(port);
  started({ name: 'kafka', from: 'process', url, port, process, logFile });
  await untilReady('Kafka', () => probes.kafka(url), { deadlineMs: 90_000, process, logFile });
}

async function formatStorage(classPath: string, properties: string): Promise<void> {
  const clusterId = 'bWV0YW1vcnBob3Npcw'; // any 16 bytes, base64url
  await run(
    'java',
    [
      ...javaOptions(classPath, '128m'),
      'kafka.tools.StorageTool',
      ...['format', '--cluster-id', clusterId, '--config', properties],
    ],
    { timeoutMs: 60_000 },
  );
}

function javaOptions(classPath: string, heap: string): string[] {
  return [`-Xmx${heap}`, '-Dlog4j2.level=WARN', '-cp', classPath];
}

function brokerProperties(port: number, controllerPort: number, logDir: string): string {
  const settings: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': logDir,
    ...singleBrokerSettings,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
