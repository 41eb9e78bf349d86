import { Redis } from 'ioredis';
import { servePeer } from '../../peer-process.ts';
import { keyOf, workMaker } from '../../work.ts';
import { bareEnvironment } from '../environment.ts';

// Bare: produce, and wait for the answer on a channel of its own.
const library = process.argv[2] ?? 'kafkajs';
const { redisUrl, namespace } = bareEnvironment();
const reply = `${namespace}:reply`;
const waiting = new Map<string, () => void>();

const subscriber = new Redis(redisUrl);
await subscriber.subscribe(reply);
subscriber.on('message', (_channel, message) => {
  const { id } = JSON.parse(message) as { id: string };
  const heard = waiting.get(id);
  waiting.delete(id);
  heard?.();
});

const { producing } =
  library === 'kafkajs' ? await import('./kafkajs.ts') : await import('./platformatic.ts');
const send = await producing(`${namespace}.commands`);
const newWork = workMaker({ reply });

const call = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const work = newWork();
    waiting.set(work.id, resolve);
    send({ key: keyOf(work), value: JSON.stringify(work) }).catch(reject);
  });

servePeer({ call });
