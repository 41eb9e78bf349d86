// Generated from the schema by codegen; do not edit.
// Makes a Nest module of members and its handlers.

import type { CommandGuarantee } from '@metamorphosis/core';
import { serviceModule, type ServiceModule, type ServiceModuleOptions } from '@metamorphosis/nest';
import type { Type } from '@nestjs/common';
import type { JoinHandler } from './commands.js';
import type { MemberEntity, Queries } from './resolvers.js';
import { membersService } from './service.js';

/** What members is made of: a class for each part that its SDL declares. */
export interface MembersModuleOptions extends Omit<
  ServiceModuleOptions,
  'definition' | 'queries' | 'entities' | 'commands'
> {
  /** Answers queries. */
  readonly queries: Type<Queries>;
  /** Load and resolve entities. */
  readonly entities: { readonly Member: Type<MemberEntity> };
  /** Handle commands. */
  readonly commands: { readonly join: Type<JoinHandler<CommandGuarantee>> };
}

/** The Nest module of members. */
export const MembersModule = {
  register(options: MembersModuleOptions): ServiceModule {
    return serviceModule({ definition: membersService, ...options });
  },
};
