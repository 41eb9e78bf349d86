// A program to be supervised: `program.mjs <role> [scratch file]`, or its role in ROLE. Speaks to its supervisor as our
// processes do.
import { appendFileSync, readFileSync } from 'node:fs';

const args = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const [role = process.env.ROLE, scratch] = args;
const tell = (message) => new Promise((resolve) => process.send(message, undefined, {}, resolve));
const alive = () => setInterval(() => undefined, 1000);
const note = (text) => {
  appendFileSync(scratch, `${text}\n`);
  return readFileSync(scratch, 'utf8').trim().split('\n').length;
};
const ready = { kind: 'ready', facts: { role, port: 4321, instance: `worker ${process.pid}` } };

const roles = {
  async steady() {
    process.on('SIGTERM', () => process.exit(0));
    alive();
    await tell(ready);
  },
  /** Writes lines to both outputs, the last without an end. */
  async talkative() {
    console.log('one');
    console.error('two');
    process.stdout.write('three');
    process.exit(0);
  },
  /** Says at its end that it could not finish what it had in hand. */
  async 'cut-off'() {
    process.on('SIGTERM', () => process.exit(3));
    alive();
    await tell(ready);
  },
  /** Never comes up. */
  async crash() {
    process.exit(7);
  },
  /** Never comes up, and takes its time. */
  async 'slow-crash'() {
    setTimeout(() => process.exit(7), 250);
  },
  /** Comes up and stays so for a while, time and again. */
  async 'up-and-down'() {
    await tell(ready);
    setTimeout(() => process.exit(7), 250);
  },
  /** Crashes at its first run only. Notes its PORT. */
  async 'crash-once'() {
    const runs = note(process.env.PORT);
    await tell(ready);
    if (runs === 1) process.exit(7);
    await roles.steady();
  },
  async misconfigured() {
    await tell({ kind: 'failed', message: 'The colour is missing.' });
    process.exit(1);
  },
  /** Says where it hung, and is ended in the same moment. */
  async hung() {
    const record = {
      topic: 'orders.commands',
      partition: 3,
      offset: 17,
      key: 'ada',
      consumer: 'commands',
    };
    process.send({ kind: 'hung', blockedMs: 30000, where: 'handle order.js:9', record });
    process.kill(process.pid, 'SIGKILL');
  },
  async stubborn() {
    process.on('SIGTERM', () => undefined);
    alive();
    await tell(ready);
  },
  /** Takes a while to stop, and notes each SIGTERM. */
  async 'counts-signals'() {
    process.on('SIGTERM', () => {
      if (note('SIGTERM') === 1) setTimeout(() => process.exit(0), 300);
    });
    alive();
    await tell(ready);
  },
  async 'not-ready'() {
    process.on('SIGTERM', () => process.exit(0));
    alive();
    await tell(ready);
    await tell({ kind: 'readiness', ready: false, reasons: ['board: no answer'] });
  },
  /** Runs consumers as it is ordered to; each joins and leaves after a moment. With WORK, it handles so many records a tick. */
  async worker() {
    let running = [];
    let records = 0;
    let endedOnPurpose;
    const work = Number(process.env.WORK ?? 0);
    const report = () =>
      tell({
        kind: 'status',
        status: {
          memoryBytes: 1_000_000,
          cpu: 0.1,
          consumers: running.map(({ name, paused, concurrency }) => ({
            name,
            group: `g.${name}`,
            topics: [],
            joined: true,
            paused,
            concurrency,
            partitions: [],
            recordsHandled: records,
            retries: 0,
            deadLetters: 0,
            inHand: 0,
            running: Number(process.env.RUNNING ?? 0),
            fullPartitions: [],
            rate: 0,
          })),
        },
      });
    process.on('message', (order) => {
      if (order.kind === 'run') {
        endedOnPurpose = order.endedOnPurpose;
        setTimeout(() => {
          running = order.consumers;
          void report();
        }, 20);
      } else if (order.request.kind === 'discard') {
        void tell({ kind: 'refusal', id: order.id, message: 'not now' });
      } else
        void tell({
          kind: 'answer',
          id: order.id,
          value: { asked: order.request, endedOnPurpose },
        });
    });
    process.on('SIGTERM', () => setTimeout(() => process.exit(0), 20));
    process.on('disconnect', () => process.exit(0));
    setInterval(() => {
      records += work;
      if (work > 0) void report();
    }, 20);
    await tell(ready);
  },
  /** A worker that cannot live with `commands`. */
  async 'crash-commands'() {
    process.on('message', (order) => {
      if (order.consumers?.some(({ name }) => name === 'commands')) process.exit(7);
    });
    await roles.worker();
  },
};
await roles[role]();
