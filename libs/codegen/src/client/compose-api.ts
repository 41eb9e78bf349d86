import { isInputObjectType, type GraphQLSchema } from 'graphql';
import { SdlError } from '../diagnostics/sdl-error.js';
import { analyse } from '../generate.js';
import type { CommandModel, ServiceModel } from '../model/service-model.js';
import { ownTypes } from '../render/types-file.js';
import type { SdlFile } from '../sources/sdl-file.js';
import { apiSchema } from './api-schema.js';
import { clientLimits, type ClientLimits } from './client-limits.js';

/** What clients may ask, and how commands were declared. */
export interface Api {
  readonly schema: GraphQLSchema;
  readonly commands: readonly CommandModel[];
  readonly limits: ClientLimits;
}

/** Composes the API of all services. Throws an `SdlError` that shows every mistake in the SDL. */
export function composeApi(sdlFiles: readonly SdlFile[]): Api {
  const analysis = analyse(sdlFiles);
  if (!analysis.ok) throw new SdlError(analysis.diagnostics);
  const services = analysis.services.map(({ model }) => model);
  return {
    schema: withOneOf(apiSchema(analysis.supergraph), services),
    commands: services.flatMap(({ commands }) => commands),
    limits: clientLimits(services),
  };
}

/** Composition drops `@oneOf`: what services say of their inputs is said of the API's again. Changes the schema in place. */
function withOneOf(schema: GraphQLSchema, services: readonly ServiceModel[]): GraphQLSchema {
  for (const type of services.flatMap(ownTypes)) {
    const ofApi = schema.getType(type.name);
    if (isInputObjectType(type) && type.isOneOf && isInputObjectType(ofApi)) ofApi.isOneOf = true;
  }
  return schema;
}
