import type { ConstDirectiveNode, DocumentNode } from 'graphql';
import { SPEC_URL } from '@metamorphosis/contract';
import { didYouMean } from '@metamorphosis/core';
import type { Reporter } from '../diagnostics/reporter.js';
import { stringArgument } from '../model/directive-values.js';
import { FEDERATION_DIRECTIVES, OWN_DIRECTIVES } from '../model/known-directives.js';
import { FEDERATION_URL, importsOf, linksOf, OWN_URL } from '../model/links.js';

/** The newest 2.x that composition knows; check-links.unit.spec.ts asks it. */
export const NEWEST_MINOR = 14;

/** Types of federation that a file may import beside directives. */
const FEDERATION_TYPES = ['FieldSet', 'Scope', 'Policy'];

/** Holds `@link` against what the linked specifications have. */
export function checkLinks(document: DocumentNode, reporter: Reporter): void {
  for (const [link] of linksOf(document)) checkLink(link, reporter);
}

function checkLink(link: ConstDirectiveNode, reporter: Reporter): void {
  const url = stringArgument(link, 'url');
  if (url === undefined) return;
  if (url.value.startsWith(OWN_URL)) {
    if (url.value === SPEC_URL) {
      checkImports(
        link,
        [...OWN_DIRECTIVES].map((name) => `@${name}`),
        reporter,
      );
    } else {
      reporter.at('SPEC_UNKNOWN', url, `There is no ${url.value}.`, `write url: "${SPEC_URL}"`);
    }
  } else if (url.value.startsWith(FEDERATION_URL)) {
    const minor = /^v2\.(\d+)$/.exec(url.value.slice(FEDERATION_URL.length))?.[1];
    if (minor !== undefined && Number(minor) <= NEWEST_MINOR) {
      const names = [...FEDERATION_DIRECTIVES.map((name) => `@${name}`), ...FEDERATION_TYPES];
      checkImports(link, [...names, '@interfaceObject', '@context', '@fromContext'], reporter);
    } else {
      reporter.at(
        'SPEC_UNKNOWN',
        url,
        `There is no ${url.value}.`,
        `write url: "${FEDERATION_URL}v2.9"`,
      );
    }
  }
}

function checkImports(
  link: ConstDirectiveNode,
  known: readonly string[],
  reporter: Reporter,
): void {
  for (const { node, name, as } of importsOf(link)) {
    if (as !== undefined) {
      reporter.at(
        'IMPORT_RENAMED',
        node,
        `${name} is given another name.`,
        `write "${name}": codegen knows directives by their own names`,
      );
    } else if (!known.includes(name)) {
      reporter.at(
        'IMPORT_UNKNOWN',
        node,
        `There is no "${name}" to import.`,
        didYouMean(name, known) ?? `there is ${known.join(', ')}`,
      );
    }
  }
}
