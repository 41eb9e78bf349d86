import { configSchema, defaultConfig } from '@metamorphosis/node';
import { findWorkspace } from '../workspace/workspace.js';
import { catalogueOf } from './catalogue.js';

/** The schema's file, as the printed configuration names it. */
const SCHEMA_FILE = './gregor.schema.json';

/** Prints a configuration of a node, or its schema. Rejects with CONFIGURATION_INVALID. */
export async function print(schema: boolean): Promise<void> {
  const workspace = findWorkspace(process.cwd());
  const catalogue = await catalogueOf(workspace, workspace.services);
  const text = schema
    ? `${JSON.stringify(configSchema(catalogue), undefined, 2)}\n`
    : defaultConfig(catalogue, SCHEMA_FILE);
  process.stdout.write(text);
}
