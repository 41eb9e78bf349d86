// Generated from the schema by codegen; do not edit.
// Makes a Nest module of lending and its handlers.

import type { CommandGuarantee } from '@metamorphosis/core';
import { serviceModule, type ServiceModule, type ServiceModuleOptions } from '@metamorphosis/nest';
import type { Type } from '@nestjs/common';
import type { ImportBooksHandler, LendBookHandler, ReturnBooksHandler } from './commands.js';
import type { LoanEntity, Queries } from './resolvers.js';
import { lendingService } from './service.js';

/** What lending is made of: a class for each part that its SDL declares. */
export interface LendingModuleOptions extends Omit<
  ServiceModuleOptions,
  'definition' | 'queries' | 'entities' | 'commands'
> {
  /** Answers queries. */
  readonly queries: Type<Queries>;
  /** Load and resolve entities. */
  readonly entities: { readonly Loan: Type<LoanEntity> };
  /** Handle commands. */
  readonly commands: {
    readonly lendBook: Type<LendBookHandler<CommandGuarantee>>;
    readonly returnBooks: Type<ReturnBooksHandler<CommandGuarantee>>;
    readonly importBooks: Type<ImportBooksHandler<CommandGuarantee>>;
  };
}

/** The Nest module of lending. */
export const LendingModule = {
  register(options: LendingModuleOptions): ServiceModule {
    return serviceModule({ definition: lendingService, ...options });
  },
};
