import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Assignment, EventLog, LogListener, LogReader, LogRecord } from '@metamorphosis/core';

const BATCH = 500;

/**
 * A log whose records are made when they are read, so that none of them stays in memory: what is
 * measured is the worker, not the log.
 */
export function generatedLog(
  topic: string,
  count: number,
  make: (i: number) => LogRecord,
): EventLog {
  const read = (_options: unknown, listener: LogListener): LogReader => {
    const stopping = new AbortController();
    const assignment: Assignment = { topic, partition: 0, signal: stopping.signal };
    let isPaused = false;
    const run = async (): Promise<void> => {
      listener.onHealth({ state: 'up' });
      listener.onAssigned(assignment);
      for (let i = 0; i < count && !stopping.signal.aborted; await nextTurn()) {
        if (isPaused) continue;
        const size = Math.min(BATCH, count - i);
        listener.onRecords(
          assignment,
          Array.from({ length: size }, (_, k) => make(i + k)),
        );
        i += size;
      }
    };
    const running = run();
    const close = async (): Promise<void> => {
      stopping.abort();
      await running;
      await listener.onRevoked(assignment);
    };
    return {
      ...{ commit: () => Promise.resolve(true), seek: () => undefined },
      ...{ pause: () => void (isPaused = true), resume: () => void (isPaused = false) },
      ...{ close, [Symbol.asyncDispose]: close },
    };
  };
  // The consumer reads, and does nothing else.
  return { read } as unknown as EventLog;
}
