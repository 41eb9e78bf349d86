import type { NewEvent } from '@metamorphosis/core';

/** What a seed may do: write rows and publish events, all or nothing. */
export interface SeedContext<Tx> {
  readonly tx: Tx;
  publish<Name extends string, Data>(this: void, event: NewEvent<Name, Data>): void;
}

/** First data of a service. Runs at most once per database and `version`. */
export interface ServiceSeed<Tx> {
  readonly version: string;
  run(context: SeedContext<Tx>): Promise<void>;
}
