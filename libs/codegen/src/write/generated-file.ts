/** A file that codegen writes. */
export interface GeneratedFile {
  /** Relative to the folder of all services: `orders/src/generated/types.ts`. */
  readonly path: string;
  readonly text: string;
}

/** A file that codegen writes once and leaves to its author. */
export interface Stub extends GeneratedFile {
  readonly service: string;
  /** The generated class that it extends; where a class of the author's extends it, no stub is needed. */
  readonly unless?: string;
}
