import { isInterfaceType } from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import { reachOfBoard } from '../expand/reach.js';
import type { ServiceModel } from '../model/service-model.js';
import { entityOf, isEntity, recordKey } from '../model/type-queries.js';

/**
 * An interface that nothing implements is answered by nothing. Results and events carry entities by key: an interface that is answered there may ask its entities
 * for nothing else.
 */
export function checkInterfaces(service: ServiceModel, reporter: Reporter): void {
  for (const type of Object.values(service.schema.getTypeMap())) {
    if (!isInterfaceType(type) || !type.astNode) continue;
    if (service.schema.getPossibleTypes(type).length > 0) continue;
    reporter.at(
      'TYPE_EMPTY',
      type.astNode,
      `No type implements ${type.name}.`,
      `write \`implements ${type.name}\` behind the name of a type of this file, or remove the interface`,
    );
  }
  const reached = reachOfBoard(service);
  for (const name of reached) {
    const type = service.schema.getType(name);
    if (!isInterfaceType(type)) continue;
    for (const entity of service.schema.getPossibleTypes(type).filter(isEntity)) {
      const key = recordKey(entityOf(service, entity.name));
      const beyond = Object.values(type.getFields()).find((field) => !key.includes(field.name));
      const node = entity.astNode?.interfaces?.find((one) => one.name.value === name);
      if (beyond === undefined || node === undefined) continue;
      reporter.at(
        'INTERFACE_BEYOND_KEY',
        node,
        `${entity.name} travels by its key in results and events, and cannot answer ${name}.${beyond.name} there.`,
        `write a union instead of ${name}, or leave its key fields alone in it`,
      );
    }
  }
}
