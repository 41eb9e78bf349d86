import { Kind, type ASTNode, type DocumentNode } from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import type { ServiceModel } from '../model/service-model.js';
import { commandHandler } from '../render/type-names.js';
import { namesInCode, namesInSchema } from './generated-names.js';

/** Reports names that codegen needs for itself: in the expanded schema, and in the code it writes. */
export function checkNames(service: ServiceModel, reporter: Reporter): void {
  const generated = new Map([...namesInCode(service), ...namesInSchema(service)]);
  for (const [coordinate, node] of declaredNames(service.document)) {
    const reason = generated.get(coordinate);
    if (reason === undefined) continue;
    reporter.at('NAME_TAKEN', node, `"${coordinate}" is taken: ${reason}.`, 'choose another name');
  }
  checkClasses(service, reporter);
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

function checkClasses({ commands }: ServiceModel, reporter: Reporter): void {
  const first = new Map<string, string>();
  for (const { name, node } of commands) {
    const handler = commandHandler(name);
    const other = first.get(handler);
    first.set(handler, other ?? name);
    if (other === undefined) continue;
    reporter.at(
      'NAMES_COLLIDE',
      node,
      `${name} and ${other} would both be handled by ${handler}.`,
      'choose a name that differs in more than case and underscores',
    );
  }
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
