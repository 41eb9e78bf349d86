import { Inject } from '@nestjs/common';

/** The injection token of a service's database, as Kysely, outside of units of work. */
export const DATABASE = Symbol('metamorphosis.database');

/** The injection token of the directory in which the processes of this machine keep files. */
export const DATA_DIRECTORY = Symbol('metamorphosis.data-directory');

/** Injects the directory for files of this machine (`METAMORPHOSIS_DATA`); it may not exist yet. */
export function InjectDataDirectory(): ParameterDecorator & PropertyDecorator {
  return Inject(DATA_DIRECTORY);
}

/** Injects the service's database for queries: `constructor(@InjectDatabase() private db: Kysely<Database>)`. */
export function InjectDatabase(): ParameterDecorator & PropertyDecorator {
  return Inject(DATABASE);
}
