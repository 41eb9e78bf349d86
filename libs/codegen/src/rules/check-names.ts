import { Kind, type ASTNode, type DocumentNode } from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import { asyncFieldName, resultFieldName, updateTypeName } from '../expand/command-names.js';
import { SHARED_TYPE_NAMES } from '../expand/command-types.js';
import type { ServiceModel } from '../model/service-model.js';

/** Reports names that the expansion needs for itself. */
export function checkNames(service: ServiceModel, reporter: Reporter): void {
  const types = generatedTypes(service);
  const fields = generatedFields(service);
  for (const [coordinate, node] of declaredNames(service.document)) {
    const reason = types.get(coordinate) ?? fields.get(coordinate);
    if (reason === undefined) continue;
    reporter.at('NAME_TAKEN', node, `"${coordinate}" is generated: ${reason}.`, 'choose another name');
  }
  for (const command of service.commands) {
    const argument = command.node.arguments?.find(({ name }) => name.value === 'idempotencyKey');
    if (argument === undefined) continue;
    reporter.at(
      'NAME_TAKEN',
      argument,
      'Every command has an argument "idempotencyKey" of its own.',
      'remove it, or choose another name',
    );
  }
}

function generatedTypes(service: ServiceModel): ReadonlyMap<string, string> {
  const names = new Map(
    SHARED_TYPE_NAMES.map((name) => [name, 'all services speak of commands with it']),
  );
  for (const { name } of service.commands) {
    names.set(updateTypeName(name), `it tells where ${name} stands`);
  }
  return names;
}

function generatedFields(service: ServiceModel): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name } of service.commands) {
    names.set(`Mutation.${asyncFieldName(name)}`, `it submits ${name}`);
    names.set(`Query.${resultFieldName(name)}`, `it tells where ${name} stands`);
    names.set(`Subscription.${resultFieldName(name)}`, `it tells where ${name} stands`);
  }
  return names;
}

function* declaredNames(document: DocumentNode): Generator<[string, ASTNode]> {
  for (const definition of document.definitions) {
    if (!('name' in definition) || definition.name === undefined) continue;
    yield [definition.name.value, definition];
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      yield [`${definition.name.value}.${field.name.value}`, field];
    }
  }
}
