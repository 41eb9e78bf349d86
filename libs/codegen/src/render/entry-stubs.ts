import { camelCase, kebabCase, pascalCase } from '../model/names.js';
import type { ServiceModel } from '../model/service-model.js';
import { moduleName } from './module-file.js';
import { servedEntities } from './resolvers-file.js';
import { doc } from './ts-doc.js';
import { TsFile } from './ts-file.js';

/** The files that make a program of a service: what it is made of, its subgraph and its worker. */
export function entryStubs(service: ServiceModel): readonly TsFile[] {
  return [serviceStub(service), processStub(service, 'subgraph'), processStub(service, 'worker')];
}

function serviceStub(service: ServiceModel): TsFile {
  const file = new TsFile(`${service.name}.service.ts`);
  const own = pascalCase(service.name);
  const module = file.value(moduleName(service), './generated/module.js');
  const queries =
    service.queries.length === 0
      ? ''
      : `queries: ${file.value(`${own}Queries`, `./${service.name}.queries.js`)},`;
  const entities = servedEntities(service).map(({ name }) => {
    const kebab = kebabCase(name);
    return `${name}: ${file.value(`${own}${name}`, `./${kebab}/${kebab}.entity.js`)}`;
  });
  const commands = service.commands.map(({ name }) => {
    const kebab = kebabCase(name);
    return `${name}: ${file.value(pascalCase(name), `./${kebab}/${kebab}.handler.js`)}`;
  });
  const migrations = file.value('migrations', './migrations/index.js');
  file.add(
    `${doc(`The service ${service.name}: each part that its SDL declares, and its consumers.`)}export const ${camelCase(service.name)} = ${module}.register({
      ${queries}
      entities: { ${entities.join(', ')} },
      commands: { ${commands.join(', ')} },
      consumers: [],
      ${migrations},
    });`,
  );
  return file;
}

function processStub(service: ServiceModel, role: 'subgraph' | 'worker'): TsFile {
  const file = new TsFile(role === 'subgraph' ? 'main.ts' : 'worker.ts');
  const run = file.value(
    role === 'subgraph' ? 'serveSubgraph' : 'runWorker',
    '@metamorphosis/nest',
  );
  const open = file.value('openService', '@metamorphosis/wiring');
  const name = file.value(camelCase(service.name), `./${service.name}.service.js`);
  file.add(`await ${run}(${name}, (service) => ${open}('${service.name}', '${role}', service));`);
  return file;
}
