/** Who issued a command: what its record carries of a caller whom the gateway has verified. */
export interface Actor {
  /** What the caller's token names them by. */
  readonly subject: string;
}

/** Who asks, in a request: a caller whom the gateway has verified, and what the token grants. */
export interface RequestActor extends Actor {
  /** What the token grants; empty where it says nothing of scopes. A command runs later, without them. */
  readonly scopes: readonly string[];
}
