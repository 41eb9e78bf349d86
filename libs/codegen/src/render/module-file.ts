import { pascalCase } from '../model/names.js';
import type { ServiceModel } from '../model/service-model.js';
import { servedEntities } from './resolvers-file.js';
import { serviceConst } from './service-file.js';
import { doc } from './ts-doc.js';
import { TsFile } from './ts-file.js';
import { commandHandler, entityClass } from './type-names.js';

/** The Nest module of a service: `OrdersModule`. */
export function moduleName(service: ServiceModel): string {
  return `${pascalCase(service.name)}Module`;
}

/** `module.ts`: the Nest module, which takes a class of the author's for each part of the SDL. */
export function moduleFile(service: ServiceModel): TsFile {
  const file = new TsFile('module.ts', `Makes a Nest module of ${service.name} and its handlers.`);
  const name = moduleName(service);
  const options = file.type('ServiceModuleOptions', '@metamorphosis/nest');
  const make = file.value('serviceModule', '@metamorphosis/nest');
  const module = file.type('ServiceModule', '@metamorphosis/nest');
  const hasQueries = service.queries.length > 0;
  const defaults = hasQueries ? '' : 'queries: NoQueries,';
  file.add(
    `${doc(`What ${service.name} is made of: a class for each part that its SDL declares.`)}export interface ${name}Options extends Omit<${options}, 'definition' | 'queries' | 'entities' | 'commands'> {
      ${parts(service, file).join('\n')}
    }`,
    `${doc(`The Nest module of ${service.name}.`)}export const ${name} = {
      register(options: ${name}Options): ${module} {
        return ${make}({ definition: ${file.value(serviceConst(service), './service.js')}, ${defaults} ...options });
      },
    };`,
  );
  if (!hasQueries) file.add(`${doc('The schema has no queries.')}class NoQueries {}`);
  return file;
}

function parts(service: ServiceModel, file: TsFile): readonly string[] {
  const type = (name: string, from: string) =>
    `${file.type('Type', '@nestjs/common')}<${file.type(name, from)}>`;
  const entities = servedEntities(service).map(
    ({ name }) => `readonly ${name}: ${type(entityClass(name), './resolvers.js')};`,
  );
  const handler = (name: string) => {
    const guarantee = file.type('CommandGuarantee', '@metamorphosis/core');
    return `${file.type('Type', '@nestjs/common')}<${file.type(name, './commands.js')}<${guarantee}>>`;
  };
  const commands = service.commands.map(
    ({ name }) => `readonly ${name}: ${handler(commandHandler(name))};`,
  );
  return [
    ...(service.queries.length === 0
      ? []
      : [`${doc('Answers queries.')}readonly queries: ${type('Queries', './resolvers.js')};`]),
    `${doc('Load and resolve entities.')}readonly entities: ${members(entities)};`,
    `${doc('Handle commands.')}readonly commands: ${members(commands)};`,
  ];
}

function members(properties: readonly string[]): string {
  return properties.length === 0
    ? 'Readonly<Record<string, never>>'
    : `{ ${properties.join(' ')} }`;
}
