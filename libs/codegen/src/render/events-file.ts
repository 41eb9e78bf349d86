import { camelCase, identifier } from '../model/names.js';
import type { EventModel, ServiceModel } from '../model/service-model.js';
import { eventCheck } from './checks-file.js';
import { keyExpression } from './key-expression.js';
import { olderFilesOf, versionLines } from './older-files.js';
import { doc, docOf } from './ts-doc.js';
import { TsFile } from './ts-file.js';

const CORE = '@metamorphosis/core';

/** `events.ts`: a token and a constructor per event of the service. */
export function eventsFile(service: ServiceModel): TsFile {
  const file = new TsFile('events.ts', `The events that ${service.name} publishes.`);
  for (const event of service.events) {
    const data = file.type(`${event.name}Data`, './types.js');
    const made = file.type('NewEvent', CORE);
    const make = file.value('newEvent', CORE);
    file.add(
      eventToken(service, event, file, 'EventDefinition', './checks.js', service),
      `${doc(`Makes an event ${event.name}, to be published by a handler.`)}export function ${identifier(camelCase(event.name))}(data: ${data}): ${made}<'${event.name}', ${data}> {
        return ${make}(${event.name}, data);
      }`,
    );
  }
  return file;
}

/** The token by which handlers and the runtime know an event. */
export function eventToken(
  service: ServiceModel,
  event: EventModel,
  file: TsFile,
  kind: 'EventDefinition' | 'ForeignEventDefinition',
  checks: string,
  reader: ServiceModel,
): string {
  const { name, type, key } = event;
  const definition = file.type(kind, CORE);
  const check = file.value(eventCheck(name), checks);
  const older = olderFilesOf(service, reader, event);
  // Both kinds of files stand in src/generated or one folder below it.
  const versions = versionLines(event, older, file, ({ module }) =>
    kind === 'EventDefinition' ? `./${module}.js` : `./${module.replace('external/', '')}.js`,
  );
  const foreign = kind === 'ForeignEventDefinition' ? '\n    foreign: true,' : '';
  return `${docOf(type)}export const ${name}: ${definition}<'${name}', ${name}Data> = {${foreign}
    service: '${service.name}',
    name: '${name}',
    type: '${service.name}.${name}',
    keyOf: (data) => ${keyExpression('data', key)},
    check: ${check},${versions}
  };`;
}
