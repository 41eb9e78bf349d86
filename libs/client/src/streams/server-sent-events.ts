/** One event of a stream. Without data it only says where the stream stands. */
export interface ServerSentEvent {
  readonly name: string;
  readonly id: string | undefined;
  readonly data: string | undefined;
}

/**
 * Reads server-sent events as they come. Throws when nothing at all, not even a comment, has come for `silenceMs`, and what
 * reading throws; leaving the loop ends the response.
 */
export async function* serverSentEvents(
  body: ReadableStream<Uint8Array>,
  silenceMs: number,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let waiting = '';
  try {
    for (;;) {
      const { done, value } = await beforeSilence(reader.read(), silenceMs);
      if (done) return;
      const blocks = (waiting + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/);
      waiting = blocks.pop() ?? '';
      for (const block of blocks) yield eventOf(block);
    }
  } finally {
    // What is still coming is not waited for.
    reader.cancel().catch(() => undefined);
  }
}

function eventOf(block: string): ServerSentEvent {
  const fields = new Map<string, string>();
  for (const line of block.split(/\r?\n/)) {
    const [, name, value = ''] = /^([a-z]+)(?:: ?(.*))?$/.exec(line) ?? [];
    if (name === undefined) continue;
    const before = name === 'data' ? fields.get(name) : undefined;
    fields.set(name, before === undefined ? value : `${before}\n${value}`);
  }
  return { name: fields.get('event') ?? 'message', id: fields.get('id'), data: fields.get('data') };
}

async function beforeSilence<T>(next: Promise<T>, silenceMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing came for ${silenceMs} ms.`)), silenceMs);
  });
  try {
    return await Promise.race([next, silent]);
  } finally {
    clearTimeout(timer);
  }
}
