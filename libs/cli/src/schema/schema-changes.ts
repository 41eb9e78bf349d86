import {
  CriticalityLevel,
  diff,
  type CriticalityLevel as Criticality,
} from '@graphql-inspector/core';
import {
  analyse,
  recordChanges,
  SdlError,
  type ChangeLevel,
  type SdlFile,
} from '@metamorphosis/codegen';
import { errors } from '@metamorphosis/contract';
import { apiSchemaOf } from '@metamorphosis/federation';

/** A change that others than its author may notice. */
export interface SchemaChange {
  readonly level: ChangeLevel;
  /** Of the API that clients call, or of records on the log. */
  readonly kind: 'api' | 'records';
  /** `Query.order`, `orders.OrderPlaced` */
  readonly place: string;
  readonly message: string;
  readonly advice?: string;
}

const RANK: Readonly<Record<ChangeLevel, number>> = { breaking: 0, dangerous: 1, safe: 2 };
const LEVELS: Readonly<Record<Criticality, ChangeLevel>> = {
  [CriticalityLevel.Breaking]: 'breaking',
  [CriticalityLevel.Dangerous]: 'dangerous',
  [CriticalityLevel.NonBreaking]: 'safe',
};

/**
 * What changes between two states of the SDL of all services, the worst first. Changes of descriptions are none.
 * Rejects with SdlError when the new SDL has mistakes, with CONFIGURATION_INVALID when the old one has.
 */
export async function schemaChanges(
  before: readonly SdlFile[],
  after: readonly SdlFile[],
): Promise<readonly SchemaChange[]> {
  const old = analyse(before);
  if (!old.ok) {
    const cause = new SdlError(old.diagnostics);
    throw errors.CONFIGURATION_INVALID(
      [`What to compare with has mistakes of its own:\n${cause.message}`],
      { cause },
    );
  }
  const now = analyse(after);
  if (!now.ok) throw new SdlError(now.diagnostics);
  const api = await diff(apiSchemaOf(old.supergraph), apiSchemaOf(now.supergraph));
  const models = ({ services }: typeof old) => services.map(({ model }) => model);
  const changes: SchemaChange[] = [
    ...api
      .filter(({ type }) => !String(type).includes('DESCRIPTION'))
      .map(({ criticality, path, message }) => ({
        level: LEVELS[criticality.level],
        kind: 'api' as const,
        place: path ?? '',
        message,
        ...(criticality.reason !== undefined && { advice: criticality.reason }),
      })),
    ...recordChanges(models(old), models(now)).map(({ record, ...change }) => ({
      ...change,
      kind: 'records' as const,
      place: record,
    })),
  ];
  return changes.sort((a, b) => RANK[a.level] - RANK[b.level]);
}
