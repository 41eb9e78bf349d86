import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import { composePlaces, type Hint, type SubgraphPlace } from '@metamorphosis/gateway';
import { inheritedEnvironment } from '@metamorphosis/wiring';
import { configuredPlaces } from './configured-places.js';

interface ComposeOptions {
  readonly config?: string;
  readonly output?: string;
  readonly hints?: true;
}

/** Adds `gregor compose`. */
export function addComposeCommand(program: Command): void {
  program
    .command('compose')
    .description('compose subgraphs into a supergraph, and say what does not fit together')
    .argument('[subgraphs...]', '<name>=<file>@<url>, or <name>=<url> to ask the running subgraph')
    .option('--config <file>', 'the subgraphs that a gateway.yaml names')
    .option('--output <file>', 'write the supergraph there instead of printing it')
    .option('--hints', 'tell all that composition noticed, not warnings alone')
    .addHelpText(
      'after',
      `
Errors and hints name file, line and column. Nothing is written when something does not fit together.

Examples:
  gregor compose users=users.graphql@http://127.0.0.1:4101/graphql orders=http://127.0.0.1:4102/graphql --output supergraph.graphql
  gregor compose --config gateway.yaml > supergraph.graphql

Exit codes: 0 composed, 1 not.`,
    )
    .action((subgraphs: readonly string[], options: ComposeOptions) => compose(subgraphs, options));
}

async function compose(pairs: readonly string[], options: ComposeOptions): Promise<void> {
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
    process.stderr.write(`${options.output} is written: ${places.length} subgraphs.\n`);
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
