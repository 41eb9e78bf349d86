import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  type GraphQLNamedType,
  type GraphQLType,
} from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import { directive } from '../model/directive-values.js';
import type { ServiceModel } from '../model/service-model.js';

/** Reports rejections that no command can answer, those that are all that one can, and those that cannot say no where they stand. */
export function checkRejections(service: ServiceModel, reporter: Reporter): void {
  const answered = new Set(service.commands.flatMap(({ rejections }) => rejections));
  const results = [...new Set(service.commands.map(({ field }) => getNamedType(field.type).name))];
  for (const type of Object.values(service.schema.getTypeMap())) {
    const { astNode } = type;
    const marked = astNode == null ? undefined : directive(astNode, 'rejection');
    if (marked === undefined || answered.has(type.name)) continue;
    const unions = results.filter((name) => isAbstractType(service.schema.getType(name)));
    reporter.at(
      'REJECTION_UNREACHED',
      marked,
      `No command answers ${type.name}.`,
      unions.length === 0
        ? `write it into a union that a command answers, or remove @rejection`
        : `add it to the union of the command that it belongs to (${unions.join(', ')}), or remove @rejection`,
    );
  }
  for (const { name, field, node, rejections } of service.commands) {
    if (rejections.length === 0) continue;
    if (answersOf(getNamedType(field.type), service).every((one) => rejections.includes(one))) {
      reporter.at(
        'REJECTION_ONLY',
        node.type,
        `${name} can answer nothing but ${rejections.join(', ')}.`,
        'answer a union of what comes of it when it succeeds, and the rejection',
      );
    }
    if (!hasList(field.type)) continue;
    reporter.at(
      'REJECTION_IN_LIST',
      node.type,
      `${name} answers a list that may hold ${rejections.join(', ')}; a rejection is the whole outcome.`,
      'answer a union of a type that holds the list, and the rejection',
    );
  }
}

/** Names of the types that a value of a type may have. */
function answersOf(type: GraphQLNamedType, { schema }: ServiceModel): readonly string[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name];
}

function hasList(type: GraphQLType): boolean {
  return isListType(getNullableType(type));
}
