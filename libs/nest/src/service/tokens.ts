import { Inject } from '@nestjs/common';

/** The injection token of a service's database, as Kysely, outside of units of work. */
export const DATABASE = Symbol('metamorphosis.database');

/** Injects the service's database for queries: `constructor(@InjectDatabase() private db: Kysely<Database>)`. */
export function InjectDatabase(): ParameterDecorator & PropertyDecorator {
  return Inject(DATABASE);
}
