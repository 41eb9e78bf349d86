import { Kind, print, type ObjectTypeDefinitionNode } from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import { directive } from '../model/directive-values.js';
import type { ServiceModel } from '../model/service-model.js';

interface Shared {
  readonly service: ServiceModel;
  readonly node: ObjectTypeDefinitionNode;
}

/** Reports types that several services answer by value, but not with the same fields. */
export function checkSharedTypes(services: readonly ServiceModel[], reporter: Reporter): void {
  const first = new Map<string, Shared>();
  for (const service of services) {
    for (const node of valueTypes(service)) {
      const name = node.name.value;
      const known = first.get(name);
      if (known === undefined) first.set(name, { service, node });
      else compare(known, node, reporter);
    }
  }
}

function compare(known: Shared, node: ObjectTypeDefinitionNode, reporter: Reporter): void {
  const [ours, theirs] = [fieldsOf(node), fieldsOf(known.node)];
  const name = node.name.value;
  const from = `${known.service.name} (${known.service.path})`;
  for (const [field, type] of theirs) {
    if (ours.get(field) === type) continue;
    const declared = node.fields?.find((candidate) => candidate.name.value === field);
    reporter.at(
      'SHARED_TYPE_DIFFERS',
      declared ?? node,
      `${name}.${field} is ${type} in ${from}, ${declared === undefined ? 'and missing' : `but ${ours.get(field) ?? ''}`} here.`,
      `write ${field}: ${type} in both, or choose another name`,
    );
  }
  for (const extra of node.fields ?? []) {
    if (theirs.has(extra.name.value)) continue;
    reporter.at(
      'SHARED_TYPE_DIFFERS',
      extra,
      `${name}.${extra.name.value} is missing in ${from}.`,
      'write it in both, or choose another name',
    );
  }
}

function fieldsOf({ fields = [] }: ObjectTypeDefinitionNode): ReadonlyMap<string, string> {
  return new Map(fields.map(({ name, type }) => [name.value, print(type)]));
}

function valueTypes({ document }: ServiceModel): readonly ObjectTypeDefinitionNode[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION &&
    directive(definition, 'key') === undefined &&
    directive(definition, 'shareable') !== undefined
      ? [definition]
      : [],
  );
}
