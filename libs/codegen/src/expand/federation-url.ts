import { Kind, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { stringArgument } from '../model/directive-values.js';

const DEFAULT_URL = 'https://specs.apollo.dev/federation/v2.9';

/** The version of federation that the author links to. */
export function federationUrl(document: DocumentNode): string {
  return (
    schemaDirectives(document)
      .map((directive) => stringArgument(directive, 'url')?.value)
      .find((url) => url?.startsWith('https://specs.apollo.dev/federation/') === true) ??
    DEFAULT_URL
  );
}

/** What stands on `schema` and `extend schema`. */
export function schemaDirectives(document: DocumentNode): readonly ConstDirectiveNode[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_EXTENSION || definition.kind === Kind.SCHEMA_DEFINITION
      ? (definition.directives ?? [])
      : [],
  );
}
