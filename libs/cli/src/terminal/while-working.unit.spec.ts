import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whileWorking } from './while-working.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

test('work over a second says on a terminal what it is, and leaves no trace', async () => {
  const terminal = screen(true);
  const work = Promise.withResolvers<string>();
  const waited = whileWorking('comparing', work.promise, terminal);
  await vi.advanceTimersByTimeAsync(900);
  expect(terminal.written).toEqual([]);
  await vi.advanceTimersByTimeAsync(1200);
  expect(terminal.written.at(-1)).toMatch(/comparing \.\.\. 2 s$/);
  work.resolve('done');
  expect(await waited).toBe('done');
  expect(terminal.written.at(-1)).toBe('\r\u001b[2K');
  const { length } = terminal.written;
  await vi.advanceTimersByTimeAsync(1000);
  expect(terminal.written).toHaveLength(length);
});

test('quick work, and work that nobody looks at, says nothing; a failure is handed on', async () => {
  const [terminal, pipe] = [screen(true), screen(false)];
  expect(await whileWorking('a', Promise.resolve(1), terminal)).toBe(1);
  const slow = Promise.withResolvers<never>();
  const waited = whileWorking('b', slow.promise, pipe);
  const refused = expect(waited).rejects.toThrow('broken');
  await vi.advanceTimersByTimeAsync(3000);
  slow.reject(new Error('broken'));
  await refused;
  expect([...terminal.written, ...pipe.written]).toEqual([]);
});
