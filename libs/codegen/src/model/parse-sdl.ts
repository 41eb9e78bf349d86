import {
  buildASTSchema,
  GraphQLError,
  Kind,
  parse,
  Source,
  validateSchema,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
// graphql's own rules for SDL have no public door; version 16 is pinned.
import { validateSDL } from 'graphql/validation/validate.js';
import type { Reporter } from '../diagnostics/reporter.js';
import type { SdlFile } from '../sources/sdl-file.js';
import { KNOWN_DEFINITIONS, KNOWN_SCALARS } from './known-directives.js';

/** An author's file that keeps the rules of GraphQL. */
export interface ParsedSdl {
  readonly document: DocumentNode;
  readonly schema: GraphQLSchema;
}

/** Parses a file and holds it against the rules of GraphQL; undefined when mistakes were reported. */
export function parseSdl(file: SdlFile, reporter: Reporter): ParsedSdl | undefined {
  const source = new Source(file.text, file.path);
  let document: DocumentNode;
  try {
    document = parse(source);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const start = error.positions?.[0] ?? 0;
    const message = error.message.replace(/^Syntax Error: /, '');
    reporter.span('SDL_SYNTAX', { source, start, end: start + 1 }, message);
    return undefined;
  }
  const complete = withKnownDefinitions(document);
  const errors = validateSDL(complete);
  if (errors.length > 0) return reportAll(errors, source, reporter);
  const schema = buildASTSchema(complete, { assumeValidSDL: true });
  // A subgraph may do without Query; the supergraph has one.
  const broken = validateSchema(schema).filter(({ nodes }) => nodes !== undefined);
  if (broken.length > 0) return reportAll(broken, source, reporter);
  return { document, schema };
}

function withKnownDefinitions(document: DocumentNode): DocumentNode {
  const declared = new Set(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.SCALAR_TYPE_DEFINITION ? [definition.name.value] : [],
    ),
  );
  const known = KNOWN_DEFINITIONS.definitions.filter(
    (definition) => !isDeclared(definition, declared),
  );
  return { kind: Kind.DOCUMENT, definitions: [...document.definitions, ...known] };
}

function isDeclared(definition: DefinitionNode, declared: ReadonlySet<string>): boolean {
  return (
    definition.kind === Kind.SCALAR_TYPE_DEFINITION &&
    KNOWN_SCALARS.has(definition.name.value) &&
    declared.has(definition.name.value)
  );
}

function reportAll(errors: readonly GraphQLError[], source: Source, reporter: Reporter): undefined {
  for (const error of errors) {
    const [sentence, hint] = splitSuggestion(error.message);
    const node = error.nodes?.find(({ loc }) => loc?.source === source);
    if (node === undefined) reporter.file('SDL_INVALID', source.name, sentence, hint);
    else reporter.at('SDL_INVALID', node, sentence, hint);
  }
  return undefined;
}

function splitSuggestion(message: string): [string, string | undefined] {
  const at = message.indexOf(' Did you mean ');
  if (at < 0) return [message, undefined];
  return [message.slice(0, at), `did you mean ${message.slice(at + ' Did you mean '.length)}`];
}
