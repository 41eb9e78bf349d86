/** What a single answer may be written as. */
export type AnswerType = 'application/graphql-response+json' | 'application/json';

/** What many answers may be written as. */
export type StreamType = 'text/event-stream' | 'multipart/mixed';

/** What a client accepts, by its Accept header: the best of each kind, and which kind it prefers. */
export interface Accepted {
  readonly answer: AnswerType | undefined;
  readonly stream: StreamType | undefined;
  /** It takes deferred parts of an answer (`multipart/mixed` with `deferSpec=20220824`). */
  readonly parts: boolean;
  /** It would rather have even a single answer as a stream. */
  readonly prefersStream: boolean;
}

/**
 * Reads the Accept header, as GraphQL over HTTP has it: plain JSON unless the client prefers the
 * newer type; a stream only where it is asked for by name (`multipart/mixed` with
 * `subscriptionSpec=1.0`), and deferred parts likewise.
 */
export function readAccept(accept: string | undefined): Accepted {
  const best = { answer: NOTHING as Best<AnswerType>, stream: NOTHING as Best<StreamType> };
  let parts = false;
  const ranges = accept === undefined || accept.trim() === '' ? '*/*' : accept;
  for (const part of ranges.split(',')) {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const quality = qualityOf(parameters);
    const answer = ANSWERS[range];
    if (answer && quality > best.answer.quality) best.answer = { type: answer, quality };
    const stream = streamOf(range, parameters);
    if (stream && quality > best.stream.quality) best.stream = { type: stream, quality };
    parts ||= quality > 0 && range === MULTIPART && specOf(parameters, 'deferspec') === DEFER_SPEC;
  }
  return {
    answer: best.answer.type,
    stream: best.stream.type,
    parts,
    prefersStream: best.stream.quality > best.answer.quality,
  };
}

interface Best<T> {
  readonly type: T | undefined;
  readonly quality: number;
}

const NOTHING = { type: undefined, quality: 0 };

const ANSWERS: Readonly<Record<string, AnswerType>> = {
  'application/graphql-response+json': 'application/graphql-response+json',
  'application/json': 'application/json',
  'application/*': 'application/json',
  '*/*': 'application/json',
};

const MULTIPART = 'multipart/mixed';

/** The version of incremental delivery that clients can ask for. */
export const DEFER_SPEC = '20220824';

function streamOf(range: string, parameters: readonly string[]): StreamType | undefined {
  if (range === 'text/event-stream') return range;
  if (range !== MULTIPART) return undefined;
  return specOf(parameters, 'subscriptionspec') === '1.0' ? range : undefined;
}

function specOf(parameters: readonly string[], name: string): string | undefined {
  const text = parameters.find((parameter) => parameter.startsWith(`${name}=`));
  return text?.slice(name.length + 1).replaceAll('"', '');
}

function qualityOf(parameters: readonly string[]): number {
  const text = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const quality = text === undefined ? 1 : Number(text);
  return Number.isFinite(quality) ? quality : 0;
}

/** True for JSON in UTF-8, the one form in which requests are taken. */
export function isJson(contentType: string | undefined): boolean {
  const [type = '', ...parameters] = (contentType ?? '')
    .split(';')
    .map((text) => text.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice(8);
  return (
    type === 'application/json' &&
    (charset === undefined || charset.replaceAll('"', '').replace('-', '') === 'utf8')
  );
}
