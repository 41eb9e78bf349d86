import { expect, it, vi } from 'vitest';
import { NotSent } from '../errors.js';
import { compileOptions } from '../options.js';
import { Cable } from '../testing/cable.js';
import { brokersOfEnvironment } from '../testing/kafka-bed.js';
import { BrokerLink } from './broker-link.js';
import type { Protocol } from './kafkajs-internals.js';
import { metadataRequest } from './metadata-request.js';

function linkThrough(cable: Cable): BrokerLink {
  const brokers = brokersOfEnvironment();
  const options = compileOptions({ brokers, clientId: 'spec', socketFactory: cable.connect });
  const [address] = options.brokers;
  if (address === undefined) throw new Error('KAFKA_BROKERS is empty.');
  return new BrokerLink(address, options);
}

/** A request that does something else while it is put together. */
function meanwhile(act: () => Promise<void>): Protocol<unknown> {
  const { request, response } = metadataRequest([]);
  const encode = async (): ReturnType<typeof request.encode> => {
    await act();
    return request.encode();
  };
  return { request: { ...request, encode }, response };
}

it('tells a request that was not sent from one that may have arrived', async () => {
  const cable = new Cable();
  const first = linkThrough(cable);
  await first.open();
  const unsent = first.send(() => meanwhile(() => cable.shake()), { timeoutMs: 1_000 });
  await expect(unsent).rejects.toBeInstanceOf(NotSent);
  expect(first.isUsable).toBe(false);

  const second = linkThrough(cable);
  await second.open();
  cable.silence();
  const before = cable.bytesWritten;
  const sent = second.send(() => metadataRequest([]), { timeoutMs: 60_000 });
  const failure = sent.catch((error: unknown) => error);
  await vi.waitFor(() => expect(cable.bytesWritten).toBeGreaterThan(before));
  await cable.shake();
  expect(await failure).not.toBeInstanceOf(NotSent);
  expect(await failure).toBeInstanceOf(Error);
  cable.mend();
});

it('gives a connection up that did not answer in time', async () => {
  const cable = new Cable();
  const link = linkThrough(cable);
  await link.open();
  cable.silence();
  const sent = link.send(() => metadataRequest([]), { timeoutMs: 150 });
  await expect(sent).rejects.toMatchObject({ name: 'KafkaJSRequestTimeoutError' });
  expect(link.isUsable).toBe(false);
});
