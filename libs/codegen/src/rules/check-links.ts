import { Kind, type ConstDirectiveNode, type DocumentNode, type ValueNode } from 'graphql';
import { SPEC_URL } from '@metamorphosis/contract';
import { didYouMean } from '@metamorphosis/core';
import type { Reporter } from '../diagnostics/reporter.js';
import { schemaDirectives } from '../expand/federation-url.js';
import { argumentNode, stringArgument } from '../model/directive-values.js';
import { FEDERATION_DIRECTIVES, OWN_DIRECTIVES } from '../model/known-directives.js';

const FEDERATION = 'https://specs.apollo.dev/federation/';
const OWN = SPEC_URL.slice(0, SPEC_URL.lastIndexOf('/') + 1);

/** The newest 2.x that composition knows; check-links.unit.spec.ts asks it. */
export const NEWEST_MINOR = 14;

/** Types of federation that a file may import beside directives. */
const FEDERATION_TYPES = ['FieldSet', 'Scope', 'Policy'];

/** Holds `@link` against what the linked specifications have. */
export function checkLinks(document: DocumentNode, reporter: Reporter): void {
  for (const link of schemaDirectives(document)) {
    if (link.name.value === 'link') checkLink(link, reporter);
  }
}

function checkLink(link: ConstDirectiveNode, reporter: Reporter): void {
  const url = stringArgument(link, 'url');
  if (url === undefined) return;
  if (url.value.startsWith(OWN)) {
    if (url.value === SPEC_URL) {
      checkImports(
        link,
        [...OWN_DIRECTIVES].map((name) => `@${name}`),
        reporter,
      );
    } else {
      reporter.at('SPEC_UNKNOWN', url, `There is no ${url.value}.`, `write url: "${SPEC_URL}"`);
    }
  } else if (url.value.startsWith(FEDERATION)) {
    const minor = /^v2\.(\d+)$/.exec(url.value.slice(FEDERATION.length))?.[1];
    if (minor !== undefined && Number(minor) <= NEWEST_MINOR) {
      const names = [...FEDERATION_DIRECTIVES.map((name) => `@${name}`), ...FEDERATION_TYPES];
      checkImports(link, [...names, '@interfaceObject', '@context', '@fromContext'], reporter);
    } else {
      reporter.at(
        'SPEC_UNKNOWN',
        url,
        `There is no ${url.value}.`,
        `write url: "${FEDERATION}v2.9"`,
      );
    }
  }
}

function checkImports(
  link: ConstDirectiveNode,
  known: readonly string[],
  reporter: Reporter,
): void {
  const list = argumentNode(link, 'import');
  for (const value of list?.kind === Kind.LIST ? list.values : []) {
    const name = importedName(value);
    if (value.kind === Kind.OBJECT && value.fields.some((field) => field.name.value === 'as')) {
      reporter.at(
        'IMPORT_RENAMED',
        value,
        `${name} is given another name.`,
        `write "${name}": codegen knows directives by their own names`,
      );
    } else if (!known.includes(name)) {
      reporter.at(
        'IMPORT_UNKNOWN',
        value,
        `There is no "${name}" to import.`,
        didYouMean(name, known) ?? `there is ${known.join(', ')}`,
      );
    }
  }
}

function importedName(value: ValueNode): string {
  if (value.kind === Kind.STRING) return value.value;
  const named =
    value.kind === Kind.OBJECT
      ? value.fields.find((field) => field.name.value === 'name')?.value
      : undefined;
  return named?.kind === Kind.STRING ? named.value : '';
}
