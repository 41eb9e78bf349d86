import {
  buildASTSchema,
  GraphQLError,
  Kind,
  parse,
  Source,
  validateSchema,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import { checkDefaults, checkDirectiveArguments } from '../rules/check-values.js';
import type { SdlFile } from '../sources/sdl-file.js';
import { explain, syntaxHint } from './explain-rule.js';
import { DECLARABLE, kindAndName, KNOWN_DEFINITIONS } from './known-directives.js';
import type { Neighbours } from './neighbours.js';
import { withPlaceholders } from './placeholders.js';
import { brokenRules, codeOfSchemaError } from './sdl-rules.js';

/** An author's file that keeps the rules of GraphQL as far as is needed to look for more mistakes. */
export interface ParsedSdl {
  readonly document: DocumentNode;
  readonly schema: GraphQLSchema;
}

/**
 * Parses a file and holds it against the rules of GraphQL; undefined when nothing more can be said of
 * it. A type that is not declared does not keep the others from being looked at.
 */
export function parseSdl(
  file: SdlFile,
  neighbours: Neighbours,
  reporter: Reporter,
): ParsedSdl | undefined {
  const source = new Source(file.text, file.path);
  const document = parseSource(source, reporter);
  if (document === undefined) return undefined;
  const complete = withKnownDefinitions(document);
  const broken = brokenRules(complete);
  const unknown: string[] = [];
  for (const { code, error } of broken) {
    if (code === 'TYPE_UNKNOWN') unknown.push(/"(\w+)"/.exec(error.message)?.[1] ?? '');
    report(code, error, source, reporter, explain(code, error, complete, neighbours));
  }
  checkDirectiveArguments(document, reporter);
  if (!broken.every(({ bearable }) => bearable)) return undefined;
  const schema = build(withPlaceholders(complete, unknown), reporter);
  if (schema === undefined) return undefined;
  checkDefaults(document, schema, reporter);
  reportSchemaErrors(schema, unknown, source, reporter);
  return { document, schema };
}

const BEGINNING =
  'begin with `type Query { ... }`: what callers may ask of the service, or remove the file';

function parseSource(source: Source, reporter: Reporter): DocumentNode | undefined {
  try {
    return parse(source);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const start = error.positions?.[0] ?? 0;
    const message = error.message.replace(/^Syntax Error: /, '');
    const before = source.body.slice(0, start);
    if (message === 'Unexpected <EOF>.' && !/^[^#\s\uFEFF]/m.test(before)) {
      reporter.file('SDL_SYNTAX', source.name, 'The file declares nothing.', BEGINNING);
      return undefined;
    }
    const code = message.startsWith('Name "') ? 'NAME_RESERVED' : 'SDL_SYNTAX';
    reporter.span(code, { source, start, end: start + 1 }, message, syntaxHint(message, before));
    return undefined;
  }
}

/** Throws what is no mistake of the author's. */
function build(document: DocumentNode, reporter: Reporter): GraphQLSchema | undefined {
  try {
    return buildASTSchema(document, { assumeValidSDL: true });
  } catch (error) {
    // GraphQL reads arguments of its own directives while it builds; what is wrong with them is reported.
    if (reporter.failed && error instanceof GraphQLError) return undefined;
    throw error;
  }
}

function reportSchemaErrors(
  schema: GraphQLSchema,
  unknown: readonly string[],
  source: Source,
  reporter: Reporter,
): void {
  for (const error of validateSchema(schema)) {
    // A subgraph may do without Query; the supergraph has one.
    if (error.nodes === undefined) continue;
    if (unknown.some((name) => new RegExp(`\\b${name}\\b`).test(error.message))) continue;
    const code = codeOfSchemaError(error.message);
    report(code, error, source, reporter, explain(code, error));
  }
}

/** Of two declarations the second is one too many; an interface is right, who implements it is wrong. */
const LAST: ReadonlySet<string> = new Set(['DECLARED_TWICE', 'INTERFACE_UNFULFILLED']);

function report(
  code: Parameters<Reporter['at']>[0],
  error: GraphQLError,
  source: Source,
  reporter: Reporter,
  { message, hint }: { readonly message: string; readonly hint?: string },
): void {
  const own = error.nodes?.filter(({ loc }) => loc?.source === source) ?? [];
  const node = LAST.has(code) ? own.at(-1) : own[0];
  if (node === undefined) reporter.file(code, source.name, message, hint);
  else reporter.at(code, node, message, hint);
}

/** A document with the definitions that every author's file may use; where it declares one itself, with its own. */
export function withKnownDefinitions(document: DocumentNode): DocumentNode {
  const declared = new Set(document.definitions.map(kindAndName));
  const known = KNOWN_DEFINITIONS.definitions.filter((definition) => {
    const what = kindAndName(definition);
    return !(DECLARABLE.has(what) && declared.has(what));
  });
  return { kind: Kind.DOCUMENT, definitions: [...document.definitions, ...known] };
}
