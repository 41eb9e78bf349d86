import { createKafkaEventLog } from '@metamorphosis/kafka';
import { consumeTicks } from '../our-consumer.ts';
import { readerEnvironment, serveReader } from '../reader-process.ts';

const { brokers, group, topic } = readerEnvironment();
const { tally, ready } = serveReader();
const log = createKafkaEventLog({ clientId: 'bench', brokers });
consumeTicks(log, { group, topic }, (tick) => tally.handle(tick), ready);
