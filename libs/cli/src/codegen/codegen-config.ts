import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { errors } from '@metamorphosis/contract';

/** Where codegen reads and writes, as `codegen.yml` says. */
export interface CodegenConfig {
  /** The folder that paths are relative to. */
  readonly root: string;
  readonly schema: string;
  readonly out: string;
  readonly stubs: boolean;
}

const PRESET = '@metamorphosis/codegen';
const NAMES = ['codegen.yml', 'codegen.yaml'];

interface Section {
  readonly preset?: unknown;
  readonly presetConfig?: { readonly schema?: unknown; readonly stubs?: unknown } | null;
}

/**
 * The configuration of the nearest folder upwards that has one: what graphql-codegen would do with our
 * preset. Without a file: `schema` and `apps` of `from`. Throws CONFIGURATION_INVALID.
 */
export function readCodegenConfig(from: string): CodegenConfig {
  const file = nearest(from);
  if (file === undefined) return { root: from, schema: 'schema', out: 'apps', stubs: true };
  const generates = sectionsOf(file);
  const found = Object.entries(generates).find(([, section]) => section?.preset === PRESET);
  if (found === undefined) {
    throw errors.CONFIGURATION_INVALID([
      `${file} generates nothing with the preset ${PRESET}. Write: generates: { apps/: { preset: '${PRESET}' } }`,
    ]);
  }
  const [out, section] = found;
  const { schema, stubs } = section?.presetConfig ?? {};
  return {
    root: dirname(file),
    schema: typeof schema === 'string' ? schema : 'schema',
    out,
    stubs: stubs !== false,
  };
}

function sectionsOf(file: string): Readonly<Record<string, Section | null>> {
  let config: unknown;
  try {
    config = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw errors.CONFIGURATION_INVALID([`${file} is no YAML: ${String(error)}`], { cause: error });
  }
  const generates = (config as { generates?: unknown } | null)?.generates;
  return typeof generates === 'object' && generates !== null
    ? (generates as Readonly<Record<string, Section | null>>)
    : {};
}

function nearest(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = NAMES.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (file !== undefined) return file;
    if (dirname(folder) === folder) return undefined;
  }
}
