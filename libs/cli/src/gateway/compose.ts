import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import { composePlaces, type Hint, type SubgraphPlace } from '@metamorphosis/gateway';
import { inheritedEnvironment } from '@metamorphosis/wiring';
import { counted } from '../terminal/counted.js';
import { configuredPlaces } from './configured-places.js';

/** The options of `gregor compose`. */
export interface ComposeOptions {
  readonly config?: string;
  readonly output?: string;
  readonly hints?: true;
}

/** Composes subgraphs, and prints or writes the supergraph. Rejects with CONFIGURATION_INVALID. */
export async function compose(pairs: readonly string[], options: ComposeOptions): Promise<void> {
  const configured =
    options.config === undefined
      ? []
      : configuredPlaces(options.config, dirname(resolve(options.config)), inheritedEnvironment());
  const places = [...configured, ...pairs.map(placeOf)];
  if (places.length === 0) {
    throw errors.CONFIGURATION_INVALID([
      'No subgraph is named. Name them as <name>=<file>@<url> or <name>=<url>, or say --config gateway.yaml.',
    ]);
  }
  const { supergraphSdl, hints } = await composePlaces(places).catch((error: unknown) => {
    // A subgraph that does not answer is its user's to start.
    if (!isMetamorphosisError(error)) throw error;
    throw errors.CONFIGURATION_INVALID([error.message], { cause: error });
  });
  for (const hint of hints) {
    if (options.hints || hint.level === 'warn') process.stderr.write(`${lineOf(hint)}\n`);
  }
  if (options.output === undefined) process.stdout.write(supergraphSdl);
  else {
    writeFileSync(options.output, supergraphSdl);
    process.stderr.write(`${options.output} is written: ${counted(places.length, 'subgraph')}.\n`);
  }
}

function lineOf({ code, level, message, places }: Hint): string {
  const [first, ...others] = [...new Set(places)];
  const also = others.length > 0 ? `; see also ${others.join(', ')}` : '';
  return `${level}: ${first === undefined ? '' : `${first}: `}${message} (${code})${also}`;
}

function placeOf(pair: string): SubgraphPlace {
  const [, name, place = ''] = /^([\w-]+)=(.+)$/.exec(pair) ?? [];
  const [, file, url = place] = /^(.+?)@(\w+:.+)$/.exec(place) ?? [];
  if (name === undefined || !URL.canParse(url)) {
    throw errors.CONFIGURATION_INVALID([
      `"${pair}" is neither <name>=<file>@<url> nor <name>=<url>: users=users.graphql@http://127.0.0.1:4101/graphql`,
    ]);
  }
  return { name, url, file };
}
