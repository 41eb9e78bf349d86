import { composeServices } from '@apollo/composition';
import { GraphQLError, parse, Source } from 'graphql';
import { errors } from '@metamorphosis/contract';
import { placeOf } from './place-of.js';

/** A subgraph to be composed. */
export interface SubgraphSource {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
  /** Where the SDL was written: what is told of it names the file. @default the subgraph's name */
  readonly file?: string | undefined;
}

/** What composition noticed without refusing it. */
export interface Hint {
  readonly code: string;
  readonly level: 'warn' | 'info' | 'debug';
  readonly message: string;
  /** Files with lines and columns. */
  readonly places: readonly string[];
}

/** A supergraph and what was noticed. */
export interface Composed {
  readonly supergraphSdl: string;
  readonly hints: readonly Hint[];
}

/** Composes. Throws CONFIGURATION_INVALID with every problem, each with its code and the author's lines. */
export function composeSubgraphs(subgraphs: readonly SubgraphSource[]): Composed {
  const files = new Map(subgraphs.map(({ name, file }) => [name, file ?? name]));
  const services = subgraphs.map(({ name, url, sdl }) => ({
    name,
    url,
    typeDefs: parsed(sdl, files.get(name) ?? name),
  }));
  const result = composeServices(services);
  if (result.errors) {
    throw refusal(
      'The subgraphs do not fit together',
      result.errors.map((error) => describe(error, files)),
    );
  }
  const hints = result.hints.map(({ definition, message, nodes = [] }) => ({
    code: definition.code,
    level: definition.level.name.toLowerCase() as Hint['level'],
    message,
    places: nodes.flatMap((node) => placeOf(node, files) ?? []),
  }));
  return { supergraphSdl: result.supergraphSdl, hints };
}

function parsed(sdl: string, file: string): ReturnType<typeof parse> {
  try {
    return parse(new Source(sdl, file));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { line = 1, column = 1 } = error.locations?.[0] ?? {};
    throw refusal('A subgraph is no SDL', [`${file}:${line}:${column}: ${error.message}`]);
  }
}

function describe(error: GraphQLError, files: ReadonlyMap<string, string>): string {
  const places = (error.nodes ?? []).flatMap((node) => placeOf(node, files) ?? []);
  const [first, ...others] = [...new Set(places)];
  const code = typeof error.extensions['code'] === 'string' ? ` (${error.extensions['code']})` : '';
  const also = others.length > 0 ? `; see also ${others.join(', ')}` : '';
  return `${first === undefined ? '' : `${first}: `}${error.message}${code}${also}`;
}

function refusal(what: string, problems: readonly string[]): Error {
  return errors.CONFIGURATION_INVALID([
    `${what}:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
  ]);
}
