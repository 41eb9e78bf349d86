import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { servePeer } from '../../peer-process.ts';
import { bareEnvironment } from '../environment.ts';
import { answering } from '../raw/answering.ts';
import { consuming, createTopics, producing } from '../raw/kafkajs.ts';

// All effects once, as one would write it by hand: per command one transaction of five statements
// (inbox, domain row, outbox with the outcome and the event), then the event, then the answer.
const { databaseUrl, namespace } = bareEnvironment();
const [commands, events] = [`${namespace}.commands`, `${namespace}.events`];
const schema = namespace.replaceAll('-', '_');
const WRITERS = 16;

const pool = new pg.Pool({
  connectionString: databaseUrl,
  max: WRITERS,
  options: `-c search_path=${schema}`,
});
await pool.query(`CREATE SCHEMA ${schema}`);
await pool.query('CREATE TABLE inbox (id uuid PRIMARY KEY)');
await pool.query('CREATE TABLE domain (id uuid PRIMARY KEY, v text)');
await pool.query('CREATE TABLE outbox (id uuid PRIMARY KEY, v text)');
await createTopics(commands, events);
const publish = await producing(events);
const answer = answering();

async function handle(key: string, value: string): Promise<void> {
  const { id, reply } = JSON.parse(value) as { id: string; reply: string };
  const outcome = JSON.stringify({ id, ok: true });
  const session = await pool.connect();
  try {
    await session.query('BEGIN');
    const { rowCount } = await session.query({
      name: 'inbox',
      text: 'INSERT INTO inbox VALUES ($1) ON CONFLICT DO NOTHING',
      values: [id],
    });
    if (rowCount === 1) {
      const domain = 'INSERT INTO domain VALUES ($1, $2)';
      await session.query({ name: 'domain', text: domain, values: [id, value] });
      await session.query({
        name: 'outbox',
        text: 'INSERT INTO outbox VALUES ($1, $2), ($3, $4)',
        values: [id, outcome, randomUUID(), outcome],
      });
    }
    await session.query('COMMIT');
  } finally {
    session.release();
  }
  await publish({ key, value: outcome });
  await answer(id, reply, outcome);
}

const lanes = new Map<string, Promise<void>>();

/** One key's records one after the other. */
function enqueue(key: string, value: string): void {
  const before = lanes.get(key) ?? Promise.resolve();
  const turn = before
    .then(() => handle(key, value))
    .catch((error: unknown) => console.error(error));
  lanes.set(key, turn);
  void turn.then(() => {
    if (lanes.get(key) === turn) lanes.delete(key);
  });
}

await consuming(commands, enqueue);
servePeer({});
