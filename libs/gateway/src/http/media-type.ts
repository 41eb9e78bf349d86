/** What answers may be written as. */
export type AnswerType = 'application/graphql-response+json' | 'application/json';

/**
 * Chooses the answer's media type by the Accept header, as GraphQL over HTTP has it: plain JSON
 * unless the client prefers the newer type. Undefined when it accepts neither.
 */
export function chooseAnswerType(accept: string | undefined): AnswerType | undefined {
  if (accept === undefined || accept.trim() === '') return 'application/json';
  let best: { type: AnswerType; quality: number } | undefined;
  for (const part of accept.split(',')) {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const type = TYPES[range];
    const quality = qualityOf(parameters);
    if (type && quality > (best?.quality ?? 0)) best = { type, quality };
  }
  return best?.type;
}

const TYPES: Readonly<Record<string, AnswerType>> = {
  'application/graphql-response+json': 'application/graphql-response+json',
  'application/json': 'application/json',
  'application/*': 'application/json',
  '*/*': 'application/json',
};

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
