import type { ExpandedService } from '../generate.js';
import { entitiesWithId } from '../model/entity-ids.js';
import type { ServiceModel } from '../model/service-model.js';
import type { Format } from '../run/generation-cache.js';
import type { GeneratedFile } from '../write/generated-file.js';
import { checksFile } from './checks-file.js';
import { commandsFile, transactionFile } from './commands-file.js';
import { eventInterfacesFile } from './event-interfaces-file.js';
import { eventsFile } from './events-file.js';
import { externalFiles } from './external-files.js';
import { IdTypes } from './id-types.js';
import { limitsFile } from './limits-file.js';
import { moduleFile } from './module-file.js';
import { olderFiles } from './older-files.js';
import { resolversFile } from './resolvers-file.js';
import { serviceFile } from './service-file.js';
import { NOTICE, type TsFile } from './ts-file.js';
import { typesFile } from './types-file.js';

/** Everything in `src/generated` of a service. */
export async function renderService(
  service: ExpandedService,
  all: readonly ServiceModel[],
  format: Format,
): Promise<readonly GeneratedFile[]> {
  const { model, http, board } = service;
  const folder = `${model.name}/src/generated`;
  const ids = new IdTypes(entitiesWithId(all));
  const code = [
    typesFile(model, ids),
    checksFile(model),
    limitsFile(model),
    transactionFile(model),
    commandsFile(model),
    eventsFile(model),
    eventInterfacesFile(model, all),
    resolversFile(model, ids),
    serviceFile(model, board !== ''),
    moduleFile(model),
    ...olderFiles(model, model, ids),
    ...all
      .filter(({ name }) => name !== model.name)
      .flatMap((owner) => externalFiles(owner, model, ids)),
    // The last: by now it is known which of them are spoken of.
    ids.file(model.name),
  ].filter((file) => !file.isEmpty);
  return Promise.all([
    sdlFile(`${folder}/schema.graphql`, http, format),
    ...(board === '' ? [] : [sdlFile(`${folder}/events.graphql`, board, format)]),
    ...code.map((file) => tsFile(folder, file, format)),
  ]);
}

async function sdlFile(path: string, sdl: string, format: Format): Promise<GeneratedFile> {
  return { path, text: await format(`# ${NOTICE}\n\n${sdl}`, 'graphql') };
}

async function tsFile(folder: string, file: TsFile, format: Format): Promise<GeneratedFile> {
  return { path: `${folder}/${file.path}`, text: await format(file.text, 'typescript') };
}
