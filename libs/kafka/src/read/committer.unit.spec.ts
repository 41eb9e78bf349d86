import { expect, it } from 'vitest';
import { isMetamorphosisError } from '@metamorphosis/contract';
import { assertAccepted, CODE } from '../errors.js';
import { Committer, type CommitTransport } from './committer.js';
import { Holding } from './holding.js';

const GENERATION = { id: 3, memberId: 'm', partitions: [] };
const holdingOf = (partition: number): Holding =>
  new Holding({ topic: 't', partition }, GENERATION);

interface Request {
  readonly groupGenerationId: number;
  readonly topics: { topic: string; partitions: { partition: number; offset: number }[] }[];
}

/** A coordinator that answers each request by hand. */
function coordinator(): {
  readonly requests: Record<string, number>[];
  readonly transport: CommitTransport;
  answer(code: number): Promise<void>;
  fail(): Promise<void>;
} {
  const requests: Record<string, number>[] = [];
  const open: { payload: Request; resolve: (answer: never) => void; reject: (e: Error) => void }[] =
    [];
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    requests,
    transport: {
      check: (code, what) => assertAccepted(code, what),
      call: (make) => {
        const link = { protocol: (_: string, payload: object) => payload };
        const payload = make(link as never) as unknown as Request;
        expect(payload.groupGenerationId).toBe(3);
        requests.push(
          Object.fromEntries(
            payload.topics.flatMap(({ topic, partitions }) =>
              partitions.map(({ partition, offset }) => [`${topic}/${partition}`, offset]),
            ),
          ),
        );
        return new Promise((resolve, reject) => open.push({ payload, resolve, reject }));
      },
    },
    answer: async (errorCode) => {
      const { payload, resolve } = open.shift()!;
      const responses = payload.topics.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map(({ partition }) => ({ partition, errorCode })),
      }));
      resolve({ responses } as never);
      await settled();
    },
    fail: async () => {
      open.shift()!.reject(new Error('the connection was lost'));
      await settled();
    },
  };
}

it('sends one request at a time, and joins what comes meanwhile to its highest offset', async () => {
  const kafka = coordinator();
  const committer = new Committer(kafka.transport, GENERATION, 'g', () => undefined);
  const [a, b] = [holdingOf(0), holdingOf(1)];
  const first = committer.commit(a, 5);
  const rest = [committer.commit(a, 9), committer.commit(b, 2), committer.commit(a, 7)];
  expect(kafka.requests).toEqual([{ 't/0': 5 }]);
  await kafka.answer(CODE.NONE);
  expect(await first).toBe(true);
  expect(kafka.requests).toEqual([{ 't/0': 5 }, { 't/0': 9, 't/1': 2 }]);
  await kafka.answer(CODE.NONE);
  expect(await Promise.all(rest)).toEqual([true, true, true]);
  expect(await committer.commit(a, 8)).toBe(true);
  expect(kafka.requests).toHaveLength(2);
});

it('sends nothing for a holding that has ended while its commit waited', async () => {
  const kafka = coordinator();
  const committer = new Committer(kafka.transport, GENERATION, 'g', () => undefined);
  const [a, b] = [holdingOf(0), holdingOf(1)];
  const first = committer.commit(a, 5);
  const late = committer.commit(b, 6);
  b.end();
  await kafka.answer(CODE.NONE);
  expect([await first, await late]).toEqual([true, false]);
  expect(kafka.requests).toEqual([{ 't/0': 5 }]);
});

it.each([CODE.ILLEGAL_GENERATION, CODE.UNKNOWN_MEMBER_ID, CODE.REBALANCE_IN_PROGRESS])(
  'answers false when Kafka refuses its generation with %i, says so, and does not try again',
  async (code) => {
    const kafka = coordinator();
    const fenced: Error[] = [];
    const committer = new Committer(kafka.transport, GENERATION, 'g', (error) =>
      fenced.push(error),
    );
    const commit = committer.commit(holdingOf(0), 5);
    await kafka.answer(code);
    expect(await commit).toBe(false);
    expect(fenced).toHaveLength(1);
    expect(kafka.requests).toHaveLength(1);
  },
);

it('rejects with UNAVAILABLE when the coordinator cannot be reached, and takes the next one', async () => {
  const kafka = coordinator();
  const committer = new Committer(kafka.transport, GENERATION, 'g', () => undefined);
  const holding = holdingOf(0);
  const lost = committer.commit(holding, 5);
  const refused = expect(lost).rejects.toSatisfy((e) => isMetamorphosisError(e, 'UNAVAILABLE'));
  await kafka.fail();
  await refused;
  await committer.drained();
  const moved = committer.commit(holding, 6);
  const refusedToo = expect(moved).rejects.toSatisfy((e) => isMetamorphosisError(e, 'UNAVAILABLE'));
  await kafka.answer(CODE.NOT_COORDINATOR);
  await refusedToo;
  const again = committer.commit(holding, 7);
  await kafka.answer(CODE.NONE);
  expect(await again).toBe(true);
  expect(kafka.requests).toEqual([{ 't/0': 5 }, { 't/0': 6 }, { 't/0': 7 }]);
});
