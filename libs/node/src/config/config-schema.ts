import { nodeName } from './field-types.js';
import { CONSUMER_FIELDS } from './fields.js';
import type { Catalogue } from './read-config.js';

type Schema = Record<string, unknown>;

/** The JSON Schema of a project's configuration files: editors complete and check by it. */
export function configSchema(catalogue: Catalogue): Schema {
  const services = [...catalogue].map(([service, consumers]) => {
    const known = consumers.map(({ name, topics }) => [
      name,
      { ...consumerSchema(), description: `Reads ${topics.join(', ')}.` },
    ]);
    return [service, map({ consumers: map(Object.fromEntries(known) as Schema) })];
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of a node',
    ...map({
      name: { ...nodeName.schema, description: 'Unique among all nodes. Default: the host name.' },
      services: {
        ...map(Object.fromEntries(services) as Schema),
        description: 'The services whose workers the node runs. Default: all.',
      },
    }),
  };
}

function consumerSchema(): Schema {
  const properties: Record<string, Schema> = {};
  for (const { path, type, meaning, fallback } of CONSUMER_FIELDS) {
    const [first = '', second] = path;
    const leaf = { ...type.schema, description: `${meaning} Default: ${fallback}.` };
    if (second === undefined) properties[first] = leaf;
    else {
      const group = (properties[first] ??= map({}));
      (group['properties'] as Schema)[second] = leaf;
    }
  }
  return map(properties);
}

/** A map of known keys. A key without a value is the same as none. */
function map(properties: Schema): Schema {
  return { type: ['object', 'null'], properties, additionalProperties: false };
}
