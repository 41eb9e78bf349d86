/** A file that codegen writes. */
export interface GeneratedFile {
  /** Relative to the folder of all services: `orders/src/generated/types.ts`. */
  readonly path: string;
  readonly text: string;
}

/** A file that codegen writes once and leaves to its author. */
export interface Stub extends GeneratedFile {
  readonly service: string;
  /** What the author's code of the service says when it needs the stub; absent, it always does. */
  readonly when?: RegExp;
  /** What it says when it has written that already, be it elsewhere. */
  readonly unless?: RegExp;
}
