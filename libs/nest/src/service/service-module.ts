import type { DynamicModule, Provider, Type } from '@nestjs/common';
import type { Migration } from 'kysely/migration';
import type {
  CommandHandler,
  OwnTopic,
  ServiceDefinition,
  TableTypes,
  Upcast,
} from '@metamorphosis/core';
import type { ServiceSeed } from './seed.js';

/** Modules that a service imports. */
export type ModuleImport = NonNullable<DynamicModule['imports']>[number];

/** A service as its author put it together; the generated module checks the types. */
export interface ServiceModuleOptions {
  readonly definition: ServiceDefinition;
  readonly queries: Type<object>;
  readonly entities: Readonly<Record<string, Type<object>>>;
  readonly commands: Readonly<Record<string, Type<CommandHandler<never, unknown, never>>>>;
  /** Classes marked `@EventConsumer`. */
  readonly consumers: readonly Type<object>[];
  /** Topics beside `<service>.events` to which handlers send events (`to`). @default none */
  readonly topics?: readonly OwnTopic[];
  /** How records of older versions are read, of commands and of events. @default none */
  readonly upcasts?: readonly Upcast[];
  readonly migrations: Record<string, Migration>;
  readonly tableTypes?: TableTypes;
  readonly seed?: Type<ServiceSeed<never>>;
  readonly providers?: Provider[];
  readonly imports?: ModuleImport[];
}

/** A Nest module that knows which service it is. */
export interface ServiceModule extends DynamicModule {
  readonly service: ServiceModuleOptions;
}

/** The Nest module of a service: every part of it can be injected. */
export function serviceModule(options: ServiceModuleOptions): ServiceModule {
  const { queries, entities, commands, consumers, seed, providers = [], imports = [] } = options;
  const parts = [
    queries,
    ...Object.values(entities),
    ...Object.values(commands),
    ...consumers,
    ...(seed ? [seed] : []),
  ];
  return {
    module: class ServiceRoot {},
    imports,
    providers: [...parts, ...providers],
    exports: parts,
    service: options,
  };
}
