import { getNamedType, isAbstractType, isNamedType, Kind, type GraphQLNamedType } from 'graphql';
import type { CommandModel, ServiceModel } from '../model/service-model.js';
import { isRoot } from '../model/type-queries.js';
import { tsType } from './record-types.js';
import { doc } from './ts-doc.js';
import { TsFile } from './ts-file.js';
import { argumentsType, declare, entityKey, wholeEntity } from './type-declarations.js';
import { commandArgs, commandOutcome, fieldArgs } from './type-names.js';

/** `types.ts`: every type of the SDL in the form in which records and handlers carry it. */
export function typesFile(service: ServiceModel): TsFile {
  const file = new TsFile(
    'types.ts',
    `The types of ${service.name}, as records and handlers carry them.`,
  );
  for (const type of ownTypes(service)) file.add(...declare(service, type, 'owner'));
  for (const entity of service.entities) {
    if (!entity.resolvable) continue;
    if (entity.loads) file.add(wholeEntity(entity), entityKey(entity));
  }
  for (const command of service.commands) file.add(...commandTypes(command));
  for (const { name, field } of service.queries) {
    if (field.args.length === 0) continue;
    file.add(
      argumentsType(fieldArgs('Query', name), `What Query.${name} is asked with.`, field.args),
    );
  }
  for (const entity of service.entities) {
    for (const { name, field } of entity.resolvedFields) {
      const about = `What ${entity.name}.${name} is asked with.`;
      file.add(argumentsType(fieldArgs(entity.name, name), about, field.args));
    }
  }
  return file;
}

/** The types that the author declared, in the author's order, without the root types. */
export function ownTypes(service: ServiceModel): readonly GraphQLNamedType[] {
  return service.document.definitions.flatMap((definition) => {
    if (definition.kind === Kind.DIRECTIVE_DEFINITION || !('name' in definition)) return [];
    const type = service.schema.getType(definition.name?.value ?? '');
    return isNamedType(type) && !isRoot(type) ? [type] : [];
  });
}

function commandTypes({ name, field }: CommandModel): readonly string[] {
  const about = isAbstractType(getNamedType(field.type))
    ? 'entities by key, everything else by value, each with its `__typename`.'
    : 'entities by key, everything else by value.';
  return [
    argumentsType(commandArgs(name), `What ${name} is called with.`, field.args),
    `${doc(`What comes of ${name}: ${about}`)}export type ${commandOutcome(name)} = ${tsType(field.type)};`,
  ];
}
