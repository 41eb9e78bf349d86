import { getNamedType, isAbstractType, isNamedType, Kind, type GraphQLNamedType } from 'graphql';
import type { CommandModel, ServiceModel } from '../model/service-model.js';
import { isRoot } from '../model/type-queries.js';
import type { EntityIds, IdTypes } from './id-types.js';
import { memberType } from './record-types.js';
import { doc } from './ts-doc.js';
import { TsFile } from './ts-file.js';
import { argumentsType, declare, entityKey, wholeEntity } from './type-declarations.js';
import { commandArgs, commandOutcome, fieldArgs } from './type-names.js';

/** `types.ts`: every type of the SDL in the form in which records and handlers carry it. */
export function typesFile(service: ServiceModel, idTypes: IdTypes): TsFile {
  const file = new TsFile(
    'types.ts',
    `The types of ${service.name}, as records and handlers carry them.`,
  );
  const ids = idTypes.in(file);
  for (const type of ownTypes(service)) file.add(...declare(service, type, 'owner', ids));
  for (const entity of service.entities) {
    if (!entity.resolvable) continue;
    if (entity.loads) file.add(wholeEntity(entity, ids), entityKey(entity, ids));
  }
  for (const command of service.commands) file.add(...commandTypes(command, ids));
  for (const { name, field } of service.queries) {
    if (field.args.length === 0) continue;
    file.add(
      argumentsType(fieldArgs('Query', name), `What Query.${name} is asked with.`, field.args, ids),
    );
  }
  for (const entity of service.entities) {
    for (const { name, field } of entity.resolvedFields) {
      const about = `What ${entity.name}.${name} is asked with.`;
      file.add(argumentsType(fieldArgs(entity.name, name), about, field.args, ids));
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

function commandTypes({ name, field }: CommandModel, ids: EntityIds): readonly string[] {
  const about = isAbstractType(getNamedType(field.type))
    ? 'entities by key, everything else by value, each with its `__typename`.'
    : 'entities by key, everything else by value.';
  return [
    argumentsType(commandArgs(name), `What ${name} is called with.`, field.args, ids),
    `${doc(`What comes of ${name}: ${about}`)}export type ${commandOutcome(name)} = ${memberType(field, ids)};`,
  ];
}
