/** What a client was told in the end. */
export type Told =
  /** Nothing yet, or nothing to rely on: the connection broke, or the answer says that it does not know. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** A receipt, or an error that promises an outcome under this id. */
  | { readonly kind: 'accepted'; readonly commandId: string }
  /** The outcome. */
  | { readonly kind: 'answered'; readonly result: Readonly<Record<string, unknown>> };

/** One command of the load, sent under one idempotency key until it was accepted. */
export interface SentCommand {
  readonly n: number;
  readonly idempotencyKey: string;
  readonly field: 'placeOrder' | 'cancelOrder';
  readonly input: Readonly<Record<string, unknown>>;
  /** What decides its lane. */
  readonly key: string;
  readonly timing: 'sync' | 'async';
  /** How often it was sent. */
  tries: number;
  told: Told;
}
