// Generated from the schema by codegen; do not edit.
// Makes a Nest module of desk-machines and its handlers.

import type { CommandGuarantee } from '@metamorphosis/core';
import { serviceModule, type ServiceModule, type ServiceModuleOptions } from '@metamorphosis/nest';
import type { Type } from '@nestjs/common';
import type { OpenHandler } from './commands.js';
import { deskMachinesService } from './service.js';

/** What desk-machines is made of: a class for each part that its SDL declares. */
export interface DeskMachinesModuleOptions extends Omit<
  ServiceModuleOptions,
  'definition' | 'queries' | 'entities' | 'commands'
> {
  /** Load and resolve entities. */
  readonly entities: Readonly<Record<string, never>>;
  /** Handle commands. */
  readonly commands: { readonly open: Type<OpenHandler<CommandGuarantee>> };
}

/** The Nest module of desk-machines. */
export const DeskMachinesModule = {
  register(options: DeskMachinesModuleOptions): ServiceModule {
    return serviceModule({ definition: deskMachinesService, queries: NoQueries, ...options });
  },
};

/** The schema has no queries. */
class NoQueries {}
