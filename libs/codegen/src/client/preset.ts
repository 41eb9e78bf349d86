import * as add from '@graphql-codegen/add';
import { preset as clientPreset, type ClientPresetConfig } from '@graphql-codegen/client-preset';
import type { Types } from '@graphql-codegen/plugin-helpers';
import { Kind, parse, printSchema } from 'graphql';
import { readSdlFiles } from '../sources/read-sdl-files.js';
import { clientCommand } from './client-command.js';
import { clientLimitsFile } from './client-limits.js';
import { commandsFile } from './commands-file.js';
import { composeApi } from './compose-api.js';

/** What `presetConfig` of the client's section in codegen.yml may say. */
export interface ClientConfig extends ClientPresetConfig {
  /**
   * The folder of the services' SDL.
   * @default 'schema'
   */
  readonly schema?: string;
}

/**
 * The preset for applications that call the gateway: `generates: { apps/shop/src/generated/: { preset:
 * '@metamorphosis/codegen/client' } }`. Makes typed documents of the application's operations by @graphql-codegen/client-preset,
 * `commands.ts`, the map of all commands for `createClient`, and `limits.ts`, what inputs must keep. All know the API that the gateway will compose. Throws an
 * `SdlError` that shows every mistake in the SDL.
 */
export const preset: Types.OutputPreset<ClientConfig> = {
  prepareDocuments: (folder, documents) => [...documents, `!${folder}`],
  buildGeneratesSection: async (options) => {
    const { schema: folder = 'schema', ...presetConfig } = options.presetConfig;
    const api = composeApi(await readSdlFiles(folder, process.cwd()));
    const { schema: schemaAst, commands, limits } = api;
    const fragments = new Set(options.documents.flatMap(fragmentsOf));
    const known = commands.map((command) => clientCommand(command, schemaAst, fragments));
    const schema = parse(printSchema(schemaAst));
    const location = `${options.baseOutputDir}commands.graphql`;
    const sections = await clientPreset.buildGeneratesSection({
      ...options,
      schema,
      schemaAst,
      documents: [
        ...options.documents,
        ...known.map(({ documents: rawSDL }) => ({ location, rawSDL, document: parse(rawSDL) })),
      ],
      presetConfig: { fragmentMasking: false, ...presetConfig },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumType: 'string-literal',
        strictScalars: true,
        ...options.config,
        // Bundlers and Node understand it; graphql-codegen has set another already.
        importExtension: '.js',
        scalars: {
          ID: 'string',
          DateTime: 'string',
          JSON: 'unknown',
          ...scalarsOf(options.config),
        },
      },
    });
    const withSchema = sections.map((section) => ({ ...section, schemaAst }));
    const file = (name: string, content: string): Types.GenerateOptions => ({
      filename: `${options.baseOutputDir}${name}`,
      pluginMap: { add },
      plugins: [{ add: { content } }],
      ...{ schema, schemaAst, config: {}, documents: [] },
    });
    const hasLimits = Object.keys(limits).length > 0;
    return [
      ...withSchema,
      ...(known.length === 0 ? [] : [file('commands.ts', await commandsFile(known))]),
      ...(hasLimits ? [file('limits.ts', await clientLimitsFile(limits))] : []),
    ];
  },
};

function fragmentsOf({ document }: Types.DocumentFile): readonly string[] {
  return (document?.definitions ?? []).flatMap((definition) =>
    definition.kind === Kind.FRAGMENT_DEFINITION ? [definition.name.value] : [],
  );
}

function scalarsOf(config: Readonly<Record<string, unknown>>): object {
  const { scalars } = config;
  return typeof scalars === 'object' && scalars !== null ? scalars : {};
}
