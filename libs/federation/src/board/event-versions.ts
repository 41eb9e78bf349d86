import { isObjectType, Kind, type GraphQLSchema } from 'graphql';

/** The versions in which a supergraph shows events, by type: those whose form has had more than one. */
export function eventVersionsOf(schema: GraphQLSchema): ReadonlyMap<string, number> {
  const versions = new Map<string, number>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    const mark = type.astNode?.directives?.find(({ name }) => name.value === 'event');
    const version = mark?.arguments?.find(({ name }) => name.value === 'version')?.value;
    if (version?.kind === Kind.INT) versions.set(type.name, Number(version.value));
  }
  return versions;
}
