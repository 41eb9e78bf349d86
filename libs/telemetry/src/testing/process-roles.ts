import { once } from 'node:events';
import { errors } from '@metamorphosis/contract';
import { createReadiness } from '@metamorphosis/core';
import { createLogger } from '../log/create-logger.js';
import { openOrExit, runProcess, type RunningProcess } from '../process/run-process.js';
import { hangRoles } from './hang-roles.js';

/** The process of a spec: `process-roles.ts <role> <closeTimeoutMs>`. Says on standard output what it does. */
const [role = '', closeTimeoutMs = '5000'] = process.argv.slice(2);

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const forever = (): Promise<never> => new Promise(() => undefined);
// As a server does, it keeps the process alive.
setInterval(() => undefined, 1000);
const readiness = createReadiness();
const board = readiness.check('board');
board.up();

const up = (close: () => Promise<void>): RunningProcess => {
  say('up');
  return { facts: { role }, close };
};
const closing = async (): Promise<void> => say('closed');

const roles: Readonly<Record<string, (signal: AbortSignal) => Promise<RunningProcess>>> = {
  plain: async () => up(closing),
  /** Takes as long to close as it is told on standard input. */
  'slow-close': async () =>
    up(async () => {
      say('closing');
      await once(process.stdin, 'data');
      say('closed');
    }),
  /** Closes, and has not finished what it had in hand. */
  'left-in-hand': async () => ({ ...up(closing), wasCutOff: () => true }),
  'stuck-close': async () => up(() => forever()),
  'failing-close': async () => up(() => Promise.reject(new Error('no way'))),
  /** Waits for something that never comes, but heeds the signal. */
  waiting: async (signal) => {
    say('waiting');
    await once(signal, 'abort');
    signal.throwIfAborted();
    return up(closing);
  },
  'stuck-start': async () => {
    say('waiting');
    return forever();
  },
  misconfigured: () => Promise.reject(errors.CONFIGURATION_INVALID(['The colour is missing.'])),
  broken: () => Promise.reject(new Error('the disk is full')),
  /** Breaks down in the background once it is up. */
  crashing: async () => {
    setTimeout(() => void Promise.reject(new Error('nobody caught this')), 50);
    return up(closing);
  },
  /** Up, but not ready until it is told on standard input. */
  'not-ready': async () => {
    board.down('no answer');
    process.stdin.once('data', () => board.up());
    return up(closing);
  },
  /** Cannot open what it stands on. */
  unopened: async () => {
    await openOrExit('a process', () => {
      throw errors.CONFIGURATION_INVALID(['The secret is too short.']);
    });
    return up(closing);
  },
  ...hangRoles,
};

await runProcess({
  name: `the ${role} process`,
  logger: createLogger({ name: 'spec' }),
  readiness,
  closeTimeoutMs: Number(closeTimeoutMs),
  start: (signal) => roles[role]?.(signal) ?? Promise.reject(new Error(`no role ${role}`)),
});
