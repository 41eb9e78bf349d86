import { execute, parse, validate, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { compileQuery, type CompiledQuery } from 'graphql-jit';
import { newContext } from './catalogue.ts';

/** A request's body. */
export interface Body {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Answers a body with the text to send. */
export type Engine = (body: Body) => Promise<string>;

/** graphql-js behind a cache of parsed and validated documents. */
export function graphqlJs(schema: GraphQLSchema): Engine {
  const documents = new Map<string, ReturnType<typeof parse>>();
  return async ({ query, variables }) => {
    let document = documents.get(query);
    if (document === undefined) {
      document = checked(schema, query);
      documents.set(query, document);
    }
    const contextValue = newContext();
    return text(await execute({ schema, document, contextValue, variableValues: variables }));
  };
}

/** graphql-jit: each document compiled to a function. */
export function graphqlJit(schema: GraphQLSchema): Engine {
  const compiled = new Map<string, CompiledQuery>();
  return async ({ query, variables }) => {
    let program = compiled.get(query);
    if (program === undefined) {
      const result = compileQuery(schema, checked(schema, query));
      if (!('query' in result)) throw new Error(text(result));
      program = result;
      compiled.set(query, program);
    }
    return text(await program.query(undefined, newContext(), variables));
  };
}

function checked(schema: GraphQLSchema, query: string): ReturnType<typeof parse> {
  const document = parse(query);
  const [problem] = validate(schema, document);
  if (problem !== undefined) throw problem;
  return document;
}

function text(result: ExecutionResult): string {
  return JSON.stringify(result);
}
