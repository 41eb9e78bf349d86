import { request } from 'undici';
import { errors } from '@metamorphosis/contract';

const SDL_QUERY = JSON.stringify({ query: '{ _service { sdl } }' });

/** Asks a running subgraph for its SDL. Rejects with SUBGRAPH_UNAVAILABLE or SUBGRAPH_INVALID_RESPONSE. */
export async function serviceSdl(name: string, url: string): Promise<string> {
  const response = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: SDL_QUERY,
    headersTimeout: 10_000,
  }).catch((cause: unknown) => {
    throw errors.SUBGRAPH_UNAVAILABLE([name], { cause });
  });
  const body = (await response.body.json().catch(() => undefined)) as
    { data?: { _service?: { sdl?: unknown } | null } | null } | undefined;
  const sdl = body?.data?._service?.sdl;
  if (typeof sdl === 'string') return sdl;
  throw errors.SUBGRAPH_INVALID_RESPONSE([name, `no SDL, HTTP ${response.statusCode}`]);
}
