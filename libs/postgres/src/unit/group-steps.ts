import type { Fence } from '@metamorphosis/core';
import { leaseLock, recordLock } from '../lease/lock-keys.js';
import type { Parameter, Scalar, Statement, Step } from '../session/batch.js';
import {
  FOR_MANY,
  LOCK_LEASES,
  LOCK_RECORDS,
  SELECT_KNOWN_RECORDS,
  SELECT_VOID_LEASES,
} from '../tables/group-statements.js';
import { BEGIN } from '../tables/statements.js';

/** The records of a group, all of one consumer, and the fences under which they are handled. */
export interface GroupKeys {
  readonly consumer: string;
  readonly recordIds: readonly string[];
  readonly fences: readonly Fence[];
}

/** Begins, takes the locks, and looks: answers void fences in the last but one result, known records in the last. */
export function openingSteps(schema: string, { consumer, recordIds, fences }: GroupKeys): Step[] {
  const records = recordIds.map((recordId) => recordLock(schema, { consumer, recordId }));
  const column = (of: (fence: Fence) => Scalar): Scalar[] => fences.map(of);
  const leases = [column((f) => f.consumer), column((f) => f.topic)];
  return [
    { statement: BEGIN },
    // Everybody takes them in one order, leases first: no two groups wait for each other.
    { statement: LOCK_LEASES, parameters: [fences.map((f) => leaseLock(schema, f)).sort()] },
    { statement: LOCK_RECORDS, parameters: [records.sort()] },
    {
      statement: SELECT_VOID_LEASES,
      parameters: [...leases, column((f) => f.partition), column((f) => f.epoch)],
    },
    { statement: SELECT_KNOWN_RECORDS, parameters: [recordIds, consumer] },
  ];
}

/** The steps of many verdicts: those that have a form for many as one, the others as they are. */
export function mergedSteps(verdicts: readonly (readonly Step[])[]): Step[] {
  const columns = new Map<Statement, Scalar[][]>();
  const others: Step[] = [];
  for (const step of verdicts.flat()) {
    const many = FOR_MANY.get(step.statement);
    if (many) append(columns, many, step.parameters ?? []);
    else others.push(step);
  }
  const merged = [...columns].map(([statement, parameters]) => ({ statement, parameters }));
  return [...merged, ...others];
}

function append(
  columns: Map<Statement, Scalar[][]>,
  statement: Statement,
  parameters: readonly Parameter[],
): void {
  const known = columns.get(statement) ?? parameters.map((): Scalar[] => []);
  columns.set(statement, known);
  for (const [i, parameter] of parameters.entries()) {
    if (isArray(parameter)) known[i]?.push(...parameter);
    else known[i]?.push(parameter);
  }
}

const isArray = (parameter: Parameter): parameter is readonly Scalar[] => Array.isArray(parameter);
