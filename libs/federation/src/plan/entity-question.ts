import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLFormattedError } from 'graphql';
import { errors, type MetamorphosisError } from '@metamorphosis/contract';
import { located } from '../engine/answer.js';
import { anyOf } from '../projection/conditions.js';
import type { FetchContext } from './fetch-context.js';
import { mergeIntoAll } from './merge.js';
import type { PlannedFetch } from './planned-fetch.js';
import { RepresentationGroups } from './representation-groups.js';
import { compileRepresentationText, type RepresentationWriter } from './representation-text.js';
import { compileRewrites, type Rewrite } from './rewrites.js';
import { hasFailed, type Json, type Path, type Run } from './run.js';
import { fromSubgraph } from './subgraph-errors.js';
import { compilePath, locateTargets } from './targets.js';

/**
 * One question about entities, asked for the objects of all places of a plan that ask the same of
 * one subgraph.
 */
export interface EntityQuestion {
  /** Collects whom it is about in a run; undefined when it is about nobody. */
  gather(run: Run): AskedEntities | undefined;
}

/** Compiles fetches of entities that have the same operation. */
export function compileQuestion(
  fetches: readonly PlannedFetch[],
  context: FetchContext,
): EntityQuestion {
  // Places that require the same share a writer, and with it what is known of their representations.
  const writers = new Map<string, RepresentationWriter>();
  const writerOf = (node: FetchNode): RepresentationWriter => {
    const key = JSON.stringify([node.requires, node.inputRewrites]);
    const known = writers.get(key) ?? compileRepresentationText(node, context);
    writers.set(key, known);
    return known;
  };
  const places = fetches.map(({ node, path, condition }) => ({
    path,
    steps: compilePath(path),
    included: anyOf([condition]),
    writer: writerOf(node),
  }));
  const node = fetches[0]?.node as FetchNode;
  const rewriteOutput = compileRewrites(node.outputRewrites, context.isOfType);
  return {
    gather(run) {
      const asked = new RepresentationGroups();
      const failed = hasFailed(run);
      for (const { steps, included, writer } of places) {
        if (included && !included(run.variables)) continue;
        asked.add(run.targets.at(steps), writer, failed);
      }
      const { byText } = asked;
      if (byText.size === 0) return undefined;
      const paths = places.map(({ path }) => path);
      return new AskedEntities(run, node.serviceName, byText, paths, context, rewriteOutput);
    },
  };
}

/** Entities asked for in one run, and where what is learnt of them goes. */
export class AskedEntities {
  /** As JSON, without the brackets. */
  readonly representations: string;
  private readonly groups: readonly ReadonlySet<Json>[];
  private located: Map<unknown, Path[]> | undefined;

  constructor(
    private readonly run: Run,
    private readonly subgraph: string,
    asked: ReadonlyMap<string, ReadonlySet<Json>>,
    private readonly paths: readonly PlannedFetch['path'][],
    private readonly context: FetchContext,
    private readonly rewrite: Rewrite | undefined,
  ) {
    this.representations = [...asked.keys()].join(',');
    this.groups = [...asked.values()];
  }

  /** Reports that nothing could be learnt, at every place. */
  fail(error: MetamorphosisError): void {
    this.groups.forEach((_, i) => this.failOf(i, error));
  }

  private failOf(index: number, error: MetamorphosisError): void {
    for (const place of this.places(index)) this.run.errors.push(located(error, place));
  }

  /** Takes what the subgraph answered. The paths of the errors begin with the index of an entity. */
  accept(entities: unknown, list: readonly GraphQLFormattedError[]): void {
    const { run, groups, rewrite } = this;
    for (const error of list) this.report(error);
    if (!Array.isArray(entities) || entities.length !== groups.length) {
      if (list.length > 0) return;
      const why = `not ${groups.length} entities for as many representations`;
      this.fail(errors.SUBGRAPH_INVALID_RESPONSE([this.subgraph, why]));
      return;
    }
    let moved = false;
    for (const [i, targets] of groups.entries()) {
      const entity: unknown = entities[i];
      if (entity === null && !failedAt(list, i)) run.missing.push(...this.places(i));
      else if (isEntity(entity)) {
        moved = mergeEntity(entity, targets, rewrite, this.context) || moved;
      } else if (entity !== null) {
        this.failOf(i, errors.SUBGRAPH_INVALID_RESPONSE([this.subgraph, 'an entity that is none']));
      }
    }
    if (moved) run.targets.forget();
  }

  private report(error: GraphQLFormattedError): void {
    const [index, ...rest] = error.path ?? [];
    const exact = typeof index === 'number' && index in this.groups;
    this.groups.forEach((_, i) => {
      if (exact && i !== index) return;
      for (const place of this.places(i)) {
        const path = exact ? [...place, ...this.context.clientPath(rest)] : place;
        this.run.errors.push(fromSubgraph(error, path, this.subgraph));
      }
    });
  }

  /** Places of the i-th representation's objects in the client's answer; computed when first asked. */
  private places(index: number): readonly Path[] {
    this.located ??= locateAll(this.run.data, this.paths);
    return [...(this.groups[index] ?? [])].flatMap((target) =>
      (this.located?.get(target) ?? []).map((place) => this.context.clientPath(place)),
    );
  }
}

function locateAll(data: Json, paths: readonly PlannedFetch['path'][]): Map<unknown, Path[]> {
  const all = new Map<unknown, Path[]>();
  for (const path of paths) {
    for (const [target, places] of locateTargets(data, path)) {
      all.set(target, [...(all.get(target) ?? []), ...places]);
    }
  }
  return all;
}

/** Whether an error says why an entity is null. */
function failedAt(list: readonly GraphQLFormattedError[], index: number): boolean {
  return list.some(({ path: [at] = [] }) => at === index || typeof at !== 'number');
}

function isEntity(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tells whether an object or a list came or went. */
function mergeEntity(
  received: Json,
  targets: ReadonlySet<Json>,
  rewrite: Rewrite | undefined,
  context: FetchContext,
): boolean {
  if (rewrite) {
    const typename = received['__typename'];
    // Rewrites ask for the type, which the fetch need not have selected.
    if (typename === undefined) {
      const [target] = targets;
      received['__typename'] = target?.['__typename'];
    }
    rewrite(received);
    if (typename === undefined) delete received['__typename'];
  }
  return mergeIntoAll(targets, received, context);
}
