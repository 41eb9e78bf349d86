import { readFile } from 'node:fs/promises';
import type { SupergraphManager } from '@apollo/gateway';
import { errors } from '@metamorphosis/contract';
import { composeSubgraphs, type Composed, type SubgraphSource } from './compose-subgraphs.js';
import { polledSource, type PollOptions } from './polled-source.js';
import { serviceSdl } from './service-sdl.js';

/** A subgraph whose SDL lies in a file, or is asked of the subgraph while it runs. */
export interface SubgraphPlace {
  readonly name: string;
  /** Where requests go. */
  readonly url: string;
  /** The file with its SDL; without one the subgraph is asked. */
  readonly file?: string | undefined;
}

/**
 * Composes once. Rejects with CONFIGURATION_INVALID for a file or what does not fit together, and
 * SUBGRAPH_UNAVAILABLE for a subgraph that does not answer.
 */
export async function composePlaces(places: readonly SubgraphPlace[]): Promise<Composed> {
  return composeSubgraphs(await readSubgraphs(places));
}

function readSubgraphs(places: readonly SubgraphPlace[]): Promise<readonly SubgraphSource[]> {
  return Promise.all(
    places.map(async ({ name, url, file }) => ({
      name,
      url,
      file,
      sdl: file === undefined ? await serviceSdl(name, url) : await fileSdl(name, file),
    })),
  );
}

/** A supergraph composed from files and running subgraphs, again whenever one of them changes. */
export function composedSource(
  places: readonly SubgraphPlace[],
  options: PollOptions,
): SupergraphManager {
  let last: string | undefined;
  return polledSource(async () => {
    const subgraphs = await readSubgraphs(places);
    const seen = JSON.stringify(subgraphs.map(({ sdl }) => sdl));
    if (seen === last) return undefined;
    // What does not fit together is not tried again until it has changed.
    last = seen;
    const { supergraphSdl, hints } = composeSubgraphs(subgraphs);
    for (const { code, level, message } of hints) {
      if (level === 'warn') options.logger.warn({ code }, message);
    }
    return supergraphSdl;
  }, options);
}

async function fileSdl(name: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw errors.CONFIGURATION_INVALID(
      [`${file}, the SDL of subgraph ${name}, cannot be read. Correct its path.`],
      { cause },
    );
  }
}
