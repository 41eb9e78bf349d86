/** An event as it stands in a stream of the board: the JSON of a stream entry's payload. */
export interface StreamEvent {
  readonly id: string;
  /** `<service>.<Event>`; the part after the dot is the GraphQL type. */
  readonly type: string;
  readonly time: string;
  readonly key: string;
  readonly correlationId: string;
  readonly traceparent?: string;
  /** The version of the form of `data`. @default 1 */
  readonly dataVersion?: number;
  /**
   * The event's fields. Entities stand as their key fields; values of abstract types carry
   * `__typename`, others need none.
   */
  readonly data: Readonly<Record<string, unknown>>;
}
