import {
  isInputObjectType,
  isObjectType,
  isScalarType,
  type ASTNode,
  type DirectiveNode,
  type GraphQLArgument,
  type GraphQLInputField,
} from 'graphql';
import { didYouMean } from '@metamorphosis/core';
import type { Reporter } from '../diagnostics/reporter.js';
import { argumentNode, directive } from '../model/directive-values.js';
import { fieldModels } from '../model/field-models.js';
import {
  isListed,
  itemType,
  limitsOf,
  LIST_RULES,
  NUMBER_RULES,
  TEXT_RULES,
  type Limits,
} from '../model/limits.js';
import { SCALAR_FACTS, scalarFacts } from '../model/scalars.js';
import type { ServiceModel } from '../model/service-model.js';

type Limited = GraphQLArgument | GraphQLInputField;

const FORMATS = Object.keys(SCALAR_FACTS).filter(
  (name) => scalarFacts(name)?.tsType === 'string' && scalarFacts(name)?.about !== '',
);

/** Reports limits that do not fit what they limit, and those that nothing can keep. */
export function checkLimits(service: ServiceModel, reporter: Reporter): void {
  for (const type of Object.values(service.schema.getTypeMap())) {
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) check(service, field, reporter);
    }
    if (!isObjectType(type)) continue;
    for (const { field } of fieldModels(type)) {
      for (const argument of field.args) check(service, argument, reporter);
    }
  }
}

function check(service: ServiceModel, limited: Limited, reporter: Reporter): void {
  const marked = limited.astNode == null ? undefined : directive(limited.astNode, 'constraint');
  if (marked === undefined) return;
  const limits = limitsOf(service.schema, limited);
  const at = (rule: keyof Limits) => argumentNode(marked, rule) ?? marked;
  checkFit(limited, limits, marked, reporter);
  checkRanges(limits, at, reporter);
  if (limits.pattern !== undefined) {
    const reason = patternTrouble(limits.pattern);
    if (reason !== undefined) {
      reporter.at(
        'CONSTRAINT_PATTERN_INVALID',
        at('pattern'),
        `The pattern is no regular expression: ${reason}.`,
        'write it as JavaScript has it with the flag u; in a GraphQL string each \\ is written twice',
      );
    }
  }
  if (limits.format !== undefined && !FORMATS.includes(limits.format)) {
    reporter.at(
      'CONSTRAINT_FORMAT_UNKNOWN',
      at('format'),
      `There is no format "${limits.format}".`,
      didYouMean(limits.format, FORMATS) ?? `there is ${FORMATS.join(', ')}`,
    );
  }
}

function checkFit(
  { name, type }: Limited,
  limits: Limits,
  marked: DirectiveNode,
  reporter: Reporter,
): void {
  const named = itemType(type);
  const kind = isScalarType(named) ? scalarFacts(named.name)?.limits : undefined;
  const report = (rules: readonly (keyof Limits)[], fits: boolean, needs: string): void => {
    for (const rule of rules) {
      if (limits[rule] === undefined || fits) continue;
      const argument = marked.arguments?.find((one) => one.name.value === rule);
      reporter.at(
        'CONSTRAINT_UNFIT',
        argument ?? marked,
        `${rule} limits ${needs}, and ${name} is ${String(type)}.`,
        kind === 'text' && rules === NUMBER_RULES
          ? `did you mean "${rule === 'min' ? 'minLength' : 'maxLength'}"?`
          : kind === 'number' && rules === TEXT_RULES
            ? `did you mean "${rule === 'minLength' ? 'min' : 'max'}"?`
            : `remove ${rule}, or change the type`,
      );
    }
  };
  report(NUMBER_RULES, kind === 'number', 'numbers');
  report(TEXT_RULES, kind === 'text', 'text');
  report(LIST_RULES, isListed(type), 'lists');
}

const RANGES: readonly (readonly [keyof Limits, keyof Limits])[] = [
  ['min', 'max'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
];

function checkRanges(
  limits: Limits,
  at: (rule: keyof Limits) => ASTNode,
  reporter: Reporter,
): void {
  const report = (rule: keyof Limits, message: string, hint: string): void =>
    reporter.at('CONSTRAINT_IMPOSSIBLE', at(rule), message, hint);
  for (const [low, high] of RANGES) {
    const [from, to] = [limits[low], limits[high]];
    if (typeof from === 'number' && typeof to === 'number' && from > to) {
      report(
        high,
        `Nothing is at least ${from} and at most ${to}.`,
        `write ${high}: ${from} or more`,
      );
    }
  }
  for (const rule of ['minLength', 'maxLength', 'minItems', 'maxItems'] as const) {
    if ((limits[rule] ?? 0) >= 0) continue;
    report(rule, `Nothing has ${limits[rule] ?? ''} of them.`, 'write 0 or more');
  }
  if ((limits.multipleOf ?? 1) <= 0) {
    report(
      'multipleOf',
      `Nothing is a multiple of ${limits.multipleOf ?? ''}.`,
      'write a number above 0',
    );
  }
}

function patternTrouble(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'u');
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /, '');
  }
}
