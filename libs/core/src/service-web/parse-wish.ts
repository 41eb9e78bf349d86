import type { Wish } from '@metamorphosis/contract';
import type { LogRecord } from '../log/event-log.js';

type Json = Readonly<Record<string, unknown>>;

const isCount =
  (min: number) =>
  (value: unknown): boolean =>
    Number.isSafeInteger(value) && (value as number) >= min;
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isRecycling = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((part) => typeof part === 'number' && part >= 0);

const CHECKS: Readonly<Record<Wish['setting'], (value: unknown) => boolean>> = {
  processes: isCount(0),
  concurrency: isCount(1),
  paused: isFlag,
  recycling: isRecycling,
  drained: isFlag,
};

/** The wish that a record of desired state holds; undefined when it holds none that this process understands. */
export function parseWish({ value }: Pick<LogRecord, 'value'>): Wish | undefined {
  if (value === null) return undefined;
  let wish: Json;
  try {
    wish = JSON.parse(new TextDecoder().decode(value)) as Json;
  } catch {
    return undefined;
  }
  if (typeof wish !== 'object' || wish === null || typeof wish['setting'] !== 'string')
    return undefined;
  if (wish['node'] !== null && typeof wish['node'] !== 'string') return undefined;
  const setting = wish['setting'] as Wish['setting'];
  const check = Object.hasOwn(CHECKS, setting) ? CHECKS[setting] : undefined;
  if (!check || (wish['value'] !== null && !check(wish['value']))) return undefined;
  const isOfConsumer = typeof wish['service'] === 'string' && typeof wish['consumer'] === 'string';
  return setting === 'drained' || isOfConsumer ? (wish as unknown as Wish) : undefined;
}
