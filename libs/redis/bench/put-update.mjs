// What storing an outcome and telling its caller costs, beside the same done bare: SET + PUBLISH, one pipeline each.
// Needs a build (npx tsc --build libs/redis) and REDIS_URL: node libs/redis/bench/put-update.mjs [rounds]
// Rows: p50 / p99 in ms with one in flight; a second with 64 and 256, and this process's CPU time for each.
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { createRedisBoard } from '../dist/index.js';

const url = process.env.REDIS_URL;
const rounds = Number(process.argv[2] ?? 3);
const keyPrefix = `bench:${randomUUID()}`;
const RUN_MS = 1_500;
const log = () => undefined;
const logger = { debug: log, info: log, warn: log, error: log };
const waiting = new Map();

function hear(commandId) {
  waiting.get(commandId)?.();
  waiting.delete(commandId);
}

function anUpdate() {
  return {
    commandId: `orders.${randomUUID()}`,
    name: 'orders.placeOrder',
    state: 'SUCCEEDED',
    version: 1,
    acceptedAt: '2026-11-21T08:00:00.000Z',
    at: '2026-11-21T08:00:00.000Z',
    attempts: 1,
    result: {
      __typename: 'Order',
      id: randomUUID(),
      status: 'PENDING',
      lines: [{ productId: 'p1' }],
    },
  };
}

const [commands, subscriber] = [new Redis(url), new Redis(url)];
await subscriber.subscribe(`${keyPrefix}:raw`);
subscriber.on('message', (_, message) => hear(JSON.parse(message).commandId));

const board = createRedisBoard({
  connection: { url },
  keyPrefix,
  retention: { outcomeMs: 60_000 },
  logger,
});
await board.watchReplies('caller', (update) => hear(update.commandId));

const ways = {
  'raw SET + PUBLISH, a pipeline each': (update) => {
    const json = JSON.stringify(update);
    const key = `${keyPrefix}:outcome:${update.commandId}`;
    return commands.pipeline().set(key, json, 'EX', 60).publish(`${keyPrefix}:raw`, json).exec();
  },
  'board: putUpdate': (update) => board.putUpdate(update, 'caller'),
};

async function one(put) {
  const update = anUpdate();
  const heard = new Promise((resolve) => waiting.set(update.commandId, resolve));
  await put(update);
  await heard;
}

async function run(put, inFlight) {
  const latencies = [];
  const end = performance.now() + RUN_MS;
  const before = process.cpuUsage();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (performance.now() < end) {
        const began = performance.now();
        await one(put);
        latencies.push(performance.now() - began);
      }
    }),
  );
  const { user, system } = process.cpuUsage(before);
  latencies.sort((a, b) => a - b);
  const at = (part) => latencies[Math.floor(latencies.length * part)].toFixed(2);
  const rate = Math.round(latencies.length / (RUN_MS / 1_000));
  const cpu = ((user + system) / latencies.length).toFixed(0);
  return inFlight === 1 ? `${at(0.5)} / ${at(0.99)} ms` : `${rate}/s (${cpu} us)`;
}

for (const put of Object.values(ways)) await run(put, 16);
for (let round = 1; round <= rounds; round++) {
  for (const [name, put] of Object.entries(ways)) {
    const row = [];
    for (const inFlight of [1, 64, 256]) row.push((await run(put, inFlight)).padEnd(20));
    console.log(name.padEnd(36), ...row);
  }
}
await board.close();
commands.disconnect();
subscriber.disconnect();
