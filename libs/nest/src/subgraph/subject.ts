import type { IncomingHttpHeaders } from 'node:http';

/** Who asks, as the gateway signed it. Nobody yet: subgraphs listen on loopback and know no identities. */
export function subjectOf(_headers: IncomingHttpHeaders): string | undefined {
  return undefined;
}
