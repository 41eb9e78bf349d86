// A program to be supervised: `program.mjs <role> [scratch file]`, or its role in ROLE. Speaks to its supervisor as our
// processes do.
import { appendFileSync, readFileSync } from 'node:fs';

const [role = process.env.ROLE, scratch] = process.argv.slice(2);
const tell = (message) => new Promise((resolve) => process.send(message, undefined, {}, resolve));
const alive = () => setInterval(() => undefined, 1000);
const note = (text) => {
  appendFileSync(scratch, `${text}\n`);
  return readFileSync(scratch, 'utf8').trim().split('\n').length;
};
const ready = { kind: 'ready', facts: { role, port: 4321 } };

const roles = {
  async steady() {
    process.on('SIGTERM', () => process.exit(0));
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
};
await roles[role]();
