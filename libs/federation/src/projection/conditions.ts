import { Kind, type DirectiveNode } from 'graphql';
import type { Variables } from '../engine/engine.js';

/** One `@skip` or `@include` that a variable decides. */
interface Test {
  readonly variable: string;
  readonly wanted: boolean;
}

/** All must hold. Empty: always. */
export type Condition = readonly Test[];

export const ALWAYS: Condition = [];

/** Adds a selection's own directives to what it stands under. Undefined: never included. */
export function restrict(
  outer: Condition,
  directives: readonly DirectiveNode[] | undefined,
): Condition | undefined {
  let condition = outer;
  for (const directive of directives ?? []) {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') continue;
    const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    const wanted = name === 'include';
    if (value?.kind === Kind.BOOLEAN) {
      if (value.value !== wanted) return undefined;
    } else if (value?.kind === Kind.VARIABLE) {
      const variable = value.name.value;
      const known = condition.find((test) => test.variable === variable);
      if (known && known.wanted !== wanted) return undefined;
      if (!known) condition = [...condition, { variable, wanted }];
    }
  }
  return condition;
}

/** True for the variables under which one of the conditions holds; undefined when one always does. */
export function anyOf(
  conditions: readonly Condition[],
): ((variables: Variables) => boolean) | undefined {
  if (conditions.some((condition) => condition.length === 0)) return undefined;
  return (variables) =>
    conditions.some((condition) =>
      condition.every(({ variable, wanted }) => variables[variable] === wanted),
    );
}
