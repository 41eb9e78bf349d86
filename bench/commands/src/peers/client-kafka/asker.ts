import 'reflect-metadata';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { servePeer } from '../../peer-process.ts';
import { keyOf, workMaker } from '../../work.ts';
import { kafkaOptions, pattern } from './kafka-options.ts';

const client = ClientProxyFactory.create({
  transport: Transport.KAFKA,
  options: kafkaOptions('client'),
});
client.subscribeToResponseOf(pattern());
await client.connect();
const newWork = workMaker({});

const call = async (): Promise<void> => {
  const work = newWork();
  await lastValueFrom(client.send(pattern(), { key: keyOf(work), value: work }));
};

servePeer({ call });
