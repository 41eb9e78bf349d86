import type { Reporter } from '../diagnostics/reporter.js';
import { entitiesWithId, idTypeName } from '../model/entity-ids.js';
import type { ServiceModel } from '../model/service-model.js';

/** Reports types that bear the name of an entity's id: generated code has a type of that name, whose entity it may be. */
export function checkIdNames(services: readonly ServiceModel[], reporter: Reporter): void {
  const entities = entitiesWithId(services);
  const taken = new Map([...entities].map((entity) => [idTypeName(entity), entity]));
  for (const definition of services.flatMap(({ document }) => document.definitions)) {
    if (!('name' in definition) || definition.name === undefined) continue;
    const name = definition.name.value;
    const entity = taken.get(name);
    if (entity === undefined) continue;
    const reason = `it is the type of ids of ${entity}`;
    reporter.at('NAME_TAKEN', definition, `"${name}" is taken: ${reason}.`, 'choose another name');
  }
}
