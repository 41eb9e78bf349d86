import type { DocumentNode } from 'graphql';
import { FEDERATION_URL, linksOf } from '../model/links.js';

const DEFAULT_URL = `${FEDERATION_URL}v2.9`;

/** The version of federation that the author links to. */
export function federationUrl(document: DocumentNode): string {
  const [, url] = linksOf(document).find(([, url]) => url.startsWith(FEDERATION_URL)) ?? [];
  return url ?? DEFAULT_URL;
}
