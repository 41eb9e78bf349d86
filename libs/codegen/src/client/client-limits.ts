import {
  isInputObjectType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputField,
} from 'graphql';
import { limitsOf, type Limits } from '../model/limits.js';
import type { ServiceModel } from '../model/service-model.js';
import { isEntity, isRoot } from '../model/type-queries.js';
import { ownTypes } from '../render/types-file.js';
import { formatCode } from '../write/format.js';

/** Limits by coordinate: `OrderLineInput.quantity`, `Query.products(first:)`. */
export type ClientLimits = Readonly<Record<string, Limits>>;

/** What inputs and arguments of all services must keep. Composition drops it: it is read from the services' own SDL. */
export function clientLimits(services: readonly ServiceModel[]): ClientLimits {
  return Object.fromEntries(
    services.flatMap((service) => limited(service)).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** `limits.ts`: the limits as plain data, for forms. */
export function clientLimitsFile(limits: ClientLimits): Promise<string> {
  const text = `
    // Generated from the schema by codegen; do not edit.
    // What inputs must keep, for forms.

    /** Limits of \`@constraint\` by coordinate. Services check them before a command is accepted; a form may do so before it is sent. */
    export const limits = ${JSON.stringify(limits)} as const;
  `;
  return formatCode(text, 'typescript');
}

type Entry = readonly [coordinate: string, limits: Limits];

function limited(service: ServiceModel): readonly Entry[] {
  const { schema } = service;
  const entry = (at: string, input: GraphQLArgument | GraphQLInputField): readonly Entry[] => {
    const limits = limitsOf(schema, input);
    return Object.keys(limits).length === 0 ? [] : [[at, limits]];
  };
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = [...ownTypes(service), ...roots.flatMap((root) => root ?? [])];
  return types.flatMap((type) => {
    if (isInputObjectType(type)) {
      return Object.values(type.getFields()).flatMap((field) =>
        entry(`${type.name}.${field.name}`, field),
      );
    }
    if (!isObjectType(type) || !(isRoot(type) || isEntity(type))) return [];
    return Object.values(type.getFields()).flatMap((field) =>
      field.args.flatMap((arg) => entry(`${type.name}.${field.name}(${arg.name}:)`, arg)),
    );
  });
}
