import type { GraphQLSchema } from 'graphql';
import { SdlError } from '../diagnostics/sdl-error.js';
import { analyse } from '../generate.js';
import type { CommandModel } from '../model/service-model.js';
import type { SdlFile } from '../sources/sdl-file.js';
import { apiSchema } from './api-schema.js';

/** What clients may ask, and how commands were declared. */
export interface Api {
  readonly schema: GraphQLSchema;
  readonly commands: readonly CommandModel[];
}

/** Composes the API of all services. Throws an `SdlError` that shows every mistake in the SDL. */
export function composeApi(sdlFiles: readonly SdlFile[]): Api {
  const analysis = analyse(sdlFiles);
  if (!analysis.ok) throw new SdlError(analysis.diagnostics);
  return {
    schema: apiSchema(analysis.supergraph),
    commands: analysis.services.flatMap(({ model }) => model.commands),
  };
}
