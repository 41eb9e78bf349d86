import {
  getNamedType,
  getNullableType,
  isLeafType,
  Kind,
  type ConstDirectiveNode,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { didYouMean } from '@metamorphosis/core';
import type { Reporter } from '../diagnostics/reporter.js';
import { argumentNode, stringArgument } from './directive-values.js';
import { fieldModels } from './field-models.js';
import { isPlaceholder } from './placeholders.js';
import type { EntityModel } from './service-model.js';
import { directivesOf, isEntity } from './type-queries.js';

/** The entities of a service's subgraph, its own and those it refers to. */
export function buildEntities(schema: GraphQLSchema, reporter: Reporter): readonly EntityModel[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    isEntity(type) ? [buildEntity(type, reporter)] : [],
  );
}

function buildEntity(type: GraphQLObjectType, reporter: Reporter): EntityModel {
  const marks = directivesOf(type, 'key');
  const keys = marks.map((mark) => keyFields(type, mark, reporter));
  const inKeys = new Set(keys.flat());
  const fields = fieldModels(type);
  const resolvedFields = fields.filter(({ field }) => field.args.length > 0);
  return {
    name: type.name,
    type,
    keys,
    resolvable: marks.some((mark) => {
      const value = argumentNode(mark, 'resolvable');
      return value?.kind !== Kind.BOOLEAN || value.value;
    }),
    resolvedFields,
    loads: fields.some(({ name, field }) => !inKeys.has(name) && field.args.length === 0),
  };
}

function keyFields(
  type: GraphQLObjectType,
  mark: ConstDirectiveNode,
  reporter: Reporter,
): readonly string[] {
  const written = stringArgument(mark, 'fields');
  if (written === undefined) return [];
  const names = written.value.split(/[\s,]+/).filter((name) => name !== '');
  if (/[{}]/.test(written.value)) {
    reporter.at(
      'ENTITY_KEY_UNSUPPORTED',
      written,
      `The key of ${type.name} selects fields of fields.`,
      'write fields of the type itself, separated by blanks',
    );
    return [];
  }
  for (const name of names) {
    const field = type.getFields()[name];
    if (field === undefined) {
      reporter.at(
        'ENTITY_KEY_UNKNOWN',
        written,
        `${type.name} has no field "${name}".`,
        didYouMean(name, Object.keys(type.getFields())) ??
          `its fields are ${Object.keys(type.getFields()).join(', ')}`,
      );
    } else if (isPlaceholder(getNamedType(field.type))) {
      continue;
    } else if (!isLeafType(getNullableType(field.type))) {
      reporter.at(
        'ENTITY_KEY_UNSUPPORTED',
        written,
        `"${name}" of ${type.name} is no single value.`,
        'write the name of a field that is a scalar or an enum',
      );
    }
  }
  return names;
}
