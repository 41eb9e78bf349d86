/** One `schema/<service>.graphql`. */
export interface SdlFile {
  /** As the author knows it: relative to where codegen runs. */
  readonly path: string;
  readonly text: string;
}
