import {
  CriticalityLevel,
  diff,
  type CriticalityLevel as Criticality,
} from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';
import {
  analyse,
  keptRecordChanges,
  missingUpcasts,
  recordChanges,
  SdlError,
  type Analysis,
  type ChangeLevel,
  type RecordForms,
  type SdlFile,
} from '@metamorphosis/codegen';
import { errors } from '@metamorphosis/contract';
import { apiSchemaOf } from '@metamorphosis/federation';
import type { RegisteredSupergraph } from './read-registry.js';

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

/** What the author's project knows of its records. */
export interface OwnRecords {
  /** What schema/records.json keeps. @default older versions are not looked at */
  readonly forms?: RecordForms;
  /** The folder of all services, whose code is searched for upcasts. @default none is missing */
  readonly out?: string;
}

/**
 * What changes between two states of the SDL of all services, the worst first. Changes of descriptions are none.
 * Rejects with SdlError when the new SDL has mistakes, with CONFIGURATION_INVALID when the old one has. Of a registry's
 * supergraph the API is compared alone; records are then compared with what `own` keeps of them.
 */
export async function schemaChanges(
  before: readonly SdlFile[] | RegisteredSupergraph,
  after: readonly SdlFile[],
  own: OwnRecords = {},
): Promise<readonly SchemaChange[]> {
  const { forms, out } = own;
  const old = 'url' in before ? before : analysed(before);
  const now = analyse(after, undefined, forms);
  if (!now.ok) throw new SdlError(now.diagnostics);
  const models = now.services.map(({ model }) => model);
  const missing = out === undefined ? [] : await missingUpcasts(models, out);
  const records =
    'url' in old
      ? keptRecordChanges(forms ?? {}, models, missing)
      : recordChanges(
          old.services.map(({ model }) => model),
          models,
          missing,
        );
  const api = await diff(publicSchema(old), apiSchemaOf(now.supergraph));
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
    ...records.map(({ record, ...change }) => ({
      ...change,
      kind: 'records' as const,
      place: record,
    })),
  ];
  return changes.sort((a, b) => RANK[a.level] - RANK[b.level]);
}

function analysed(before: readonly SdlFile[]): Extract<Analysis, { readonly ok: true }> {
  const old = analyse(before);
  if (old.ok) return old;
  const cause = new SdlError(old.diagnostics);
  throw errors.CONFIGURATION_INVALID(
    [`What to compare with has mistakes of its own:\n${cause.message}`],
    { cause },
  );
}

function publicSchema(old: RegisteredSupergraph | { readonly supergraph: string }): GraphQLSchema {
  try {
    return apiSchemaOf(old.supergraph);
  } catch (cause) {
    if (!('url' in old)) throw cause;
    throw errors.CONFIGURATION_INVALID([`What ${old.url} serves is no supergraph.`], { cause });
  }
}
