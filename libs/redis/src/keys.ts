import type { StreamId } from '@metamorphosis/core';

/** Every key that the board and the cache use. keep with docs/protocol-redis.md (tested in keys.unit.spec.ts) */
export const KEYS = {
  outcome: '<prefix>:outcome:<commandId>',
  streamEntries: '<prefix>:stream:{<topic>:<incarnation>:<partition>}:entries',
  streamState: '<prefix>:stream:{<topic>:<incarnation>:<partition>}:state',
  streamMarks: '<prefix>:stream:{<topic>:<incarnation>:<partition>}:marks',
  presenceWho: '<prefix>:presence:{<kind>}:who',
  presenceUntil: '<prefix>:presence:{<kind>}:until',
  cached: '<prefix>:cache:<key>',
  count: '<prefix>:count:<key>',
} as const;

/** Every channel that the board uses. */
export const CHANNELS = {
  command: '<prefix>:command:<commandId>',
  reply: '<prefix>:reply:<channel>',
  message: '<prefix>:message:<channel>',
  streamMoved: '<prefix>:moved:<topic>:<incarnation>:<partition>',
  alive: '<prefix>:alive:<handle>',
} as const;

/** Builds the names of one board: nothing else may put a key or a channel together. */
export interface Keys {
  outcome(commandId: string): string;
  /** Entries, state and marks: the keys of the stream scripts, in their order. */
  stream(stream: StreamId): readonly [entries: string, state: string, marks: string];
  /** Who and until: the keys of the presence scripts, in their order. */
  presence(kind: string): readonly [who: string, until: string];
  cached(key: string): string;
  count(key: string): string;
  commandChannel(commandId: string): string;
  replyChannel(channel: string): string;
  messageChannel(channel: string): string;
  streamChannel(stream: StreamId): string;
  aliveChannel(handle: string): string;
}

export function createKeys(prefix: string): Keys {
  const build = (pattern: string): ((...parts: (string | number)[]) => string) => {
    const fixed = pattern.replace('<prefix>', prefix).split(/<\w+>/);
    return (...parts) =>
      parts.reduce<string>(
        (text, part, i) => text + escape(String(part)) + fixed[i + 1],
        fixed[0] ?? '',
      );
  };
  const outcome = build(KEYS.outcome);
  const streamKeys = [KEYS.streamEntries, KEYS.streamState, KEYS.streamMarks].map(build);
  const presenceKeys = [KEYS.presenceWho, KEYS.presenceUntil].map(build);
  const moved = build(CHANNELS.streamMoved);
  return {
    outcome,
    stream: ({ topic, incarnation, partition }) =>
      streamKeys.map((key) => key(topic, incarnation, partition)) as [string, string, string],
    presence: (kind) => presenceKeys.map((key) => key(kind)) as [string, string],
    cached: build(KEYS.cached),
    count: build(KEYS.count),
    commandChannel: build(CHANNELS.command),
    replyChannel: build(CHANNELS.reply),
    messageChannel: build(CHANNELS.message),
    streamChannel: ({ topic, incarnation, partition }) => moved(topic, incarnation, partition),
    aliveChannel: build(CHANNELS.alive),
  };
}

/** Keeps parts apart from each other and out of the hash tag's braces. Most have nothing to escape. */
function escape(part: string): string {
  return /[%:{}]/.test(part) ? part.replaceAll(/[%:{}]/g, encodeURIComponent) : part;
}
