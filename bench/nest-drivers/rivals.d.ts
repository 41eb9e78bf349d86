// What the bench uses of packages that only its own install brings: the workspace's type check does
// not need them to be there.
declare module '@nestjs/apollo' {
  export const ApolloFederationDriver: import('@nestjs/common').Type<
    import('@nestjs/graphql').GraphQLDriver
  >;
}
declare module '@nestjs/mercurius' {
  export const MercuriusFederationDriver: import('@nestjs/common').Type<
    import('@nestjs/graphql').GraphQLDriver
  >;
}
declare module '@nestjs/platform-express' {
  export const ExpressAdapter: new () => import('@nestjs/core').AbstractHttpAdapter;
}
declare module 'graphql-jit' {
  export interface CompiledQuery {
    query(
      root: unknown,
      context: unknown,
      variables: object,
    ): Promise<import('graphql').ExecutionResult> | import('graphql').ExecutionResult;
  }
  export function compileQuery(
    schema: import('graphql').GraphQLSchema,
    document: import('graphql').DocumentNode,
    operationName?: string,
  ): CompiledQuery | import('graphql').ExecutionResult;
}
declare module 'autocannon' {
  export interface Result {
    readonly requests: { readonly average: number; readonly total: number };
    readonly latency: { readonly p50: number; readonly p99: number };
    readonly errors: number;
    readonly non2xx: number;
  }
  export default function autocannon(options: {
    readonly url: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly connections: number;
    readonly duration: number;
  }): Promise<Result>;
}
