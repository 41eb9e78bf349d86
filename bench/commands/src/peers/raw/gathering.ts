/** A record of the bare paths. */
export interface BareRecord {
  readonly key: string;
  readonly value: string;
}

const MAX_REQUESTS = 4;

/**
 * Sends what was handed over in one turn of the event loop as one request, with at most four of
 * them under way. Resolves once the record is acknowledged.
 */
export function gathering(
  send: (records: readonly BareRecord[]) => Promise<unknown>,
): (record: BareRecord) => Promise<void> {
  let waiting: { record: BareRecord; done: () => void; failed: (error: unknown) => void }[] = [];
  let requests = 0;
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    requests += 1;
    try {
      await send(batch.map(({ record }) => record));
      for (const { done } of batch) done();
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
    requests -= 1;
    if (waiting.length > 0) setImmediate(() => void flush());
  };
  return (record) =>
    new Promise((done, failed) => {
      waiting.push({ record, done, failed });
      if (requests < MAX_REQUESTS) setImmediate(() => void flush());
    });
}
