import type { GraphQLSchema } from 'graphql';
import type { Reporter } from '../diagnostics/reporter.js';
import { stringArgument } from './directive-values.js';
import { fieldsOf, resolveKeyPath } from './key-path.js';
import { versionIn } from './record-version.js';
import type { EventModel } from './service-model.js';
import { directivesOf, isEvent } from './type-queries.js';

/** The events of a service. */
export function buildEvents(schema: GraphQLSchema, reporter: Reporter): readonly EventModel[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isEvent(type)) return [];
    const [marked] = directivesOf(type, 'event');
    // An event without fields is reported as such.
    if (Object.keys(type.getFields()).length === 0) return [];
    const path = marked === undefined ? undefined : stringArgument(marked, 'key');
    const key = path === undefined ? undefined : resolveKeyPath(path, fieldsOf(type), reporter);
    if (marked === undefined || key === undefined) return [];
    return [{ name: type.name, type, key, version: versionIn(marked, reporter), older: [] }];
  });
}
