// What the bench uses of packages that only its own install brings: the workspace's type check does
// not need them to be there.
declare module '@apollo/server' {
  export class ApolloServer {
    constructor(options: { readonly gateway: unknown; readonly logger?: unknown });
  }
}
declare module '@apollo/server/standalone' {
  export function startStandaloneServer(
    server: import('@apollo/server').ApolloServer,
    options: { readonly listen: { readonly port: number; readonly host: string } },
  ): Promise<{ readonly url: string }>;
}
