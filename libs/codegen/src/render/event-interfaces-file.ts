import { isInterfaceType, type GraphQLInterfaceType } from 'graphql';
import type { EventModel, ServiceModel } from '../model/service-model.js';
import { eventOf, isEvent } from '../model/type-queries.js';
import { docOf } from './ts-doc.js';
import { TsFile } from './ts-file.js';

const CORE = '@metamorphosis/core';

/** An interface of events, and who implements it where. */
interface EventInterface {
  readonly type: GraphQLInterfaceType;
  readonly members: readonly { readonly owner: ServiceModel; readonly event: EventModel }[];
}

/**
 * `event-interfaces.ts`: a token per interface that only events implement, with the event types of
 * all services that declare it.
 */
export function eventInterfacesFile(service: ServiceModel, all: readonly ServiceModel[]): TsFile {
  const file = new TsFile(
    'event-interfaces.ts',
    'Interfaces of events: who handles one gets every event type that implements it.',
  );
  for (const [name, { type, members }] of eventInterfaces(all)) {
    const definition = file.type('EventInterfaceDefinition', CORE);
    const tokens = members.map(({ owner, event }) =>
      file.value(event.name, owner.name === service.name ? './events.js' : external(owner)),
    );
    file.add(
      `${docOf(type)}export const ${name}: ${definition}<'${name}', ${tokens.map((token) => `typeof ${token}`).join(' | ')}> = {
        kind: 'interface',
        name: '${name}',
        members: [${tokens.join(', ')}],
      };`,
    );
  }
  return file;
}

/** Interfaces of events by name, those with an implementer that is no event left out. */
function eventInterfaces(all: readonly ServiceModel[]): ReadonlyMap<string, EventInterface> {
  const found = new Map<string, EventInterface>();
  const mixed = new Set<string>();
  for (const owner of all) {
    for (const type of Object.values(owner.schema.getTypeMap())) {
      if (!isInterfaceType(type)) continue;
      const possible = owner.schema.getPossibleTypes(type);
      if (!possible.every(isEvent)) mixed.add(type.name);
      else if (possible.length > 0) {
        const members = possible.map(({ name }) => ({ owner, event: eventOf(owner, name) }));
        const known = found.get(type.name);
        found.set(type.name, {
          type: known?.type ?? type,
          members: [...(known?.members ?? []), ...members],
        });
      }
    }
  }
  for (const name of mixed) found.delete(name);
  return found;
}

function external({ name }: ServiceModel): string {
  return `./external/${name}.js`;
}
