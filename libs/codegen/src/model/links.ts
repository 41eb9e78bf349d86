import { Kind, type ConstDirectiveNode, type DocumentNode, type ValueNode } from 'graphql';
import { SPEC_URL } from '@metamorphosis/contract';
import { argumentNode, stringArgument } from './directive-values.js';

/** Where every version of federation's specification lies. */
export const FEDERATION_URL = 'https://specs.apollo.dev/federation/';
/** Where every version of this platform's specification lies. */
export const OWN_URL = SPEC_URL.slice(0, SPEC_URL.lastIndexOf('/') + 1);

/** What stands on `schema` and `extend schema`. */
export function schemaDirectives(document: DocumentNode): readonly ConstDirectiveNode[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_EXTENSION || definition.kind === Kind.SCHEMA_DEFINITION
      ? (definition.directives ?? [])
      : [],
  );
}

/** The links of a file, with the specification that each leads to. */
export function linksOf(
  document: DocumentNode,
): readonly (readonly [ConstDirectiveNode, string])[] {
  return schemaDirectives(document).flatMap((link) => {
    const url = link.name.value === 'link' ? stringArgument(link, 'url')?.value : undefined;
    return url === undefined ? [] : [[link, url] as const];
  });
}

/** One name that a link imports. */
export interface Import {
  readonly node: ValueNode;
  readonly name: string;
  /** What it is called in the file, where that is another name. */
  readonly as?: string;
}

/** What a link imports. */
export function importsOf(link: ConstDirectiveNode): readonly Import[] {
  const list = argumentNode(link, 'import');
  return (list?.kind === Kind.LIST ? list.values : []).map((node) => {
    if (node.kind !== Kind.OBJECT) return { node, name: textOf(node) };
    const field = (name: string) => node.fields.find((one) => one.name.value === name)?.value;
    const as = field('as');
    return { node, name: textOf(field('name')), ...(as && { as: textOf(as) }) };
  });
}

function textOf(value: ValueNode | undefined): string {
  return value?.kind === Kind.STRING ? value.value : '';
}
