import { servePeer } from '../../peer-process.ts';
import { bareEnvironment } from '../environment.ts';
import { answering } from './answering.ts';
import { createTopics } from './kafkajs.ts';

// Bare: consume, store the outcome, tell it. No order per key, no commits to speak of, no promise.
const library = process.argv[2] ?? 'kafkajs';
const topic = `${bareEnvironment().namespace}.commands`;
await createTopics(topic);
const answer = answering();

const { consuming } =
  library === 'kafkajs' ? await import('./kafkajs.ts') : await import('./platformatic.ts');
await consuming(topic, (_key, value) => {
  const { id, reply } = JSON.parse(value) as { id: string; reply: string };
  void answer(id, reply, JSON.stringify({ id, ok: true }));
});

servePeer({});
