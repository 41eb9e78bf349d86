import { hash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import { silentLogger, type Logger } from '@metamorphosis/core';
import { grantsOf } from '../authorization/grants.js';
import { AnswerCache } from '../caching/answer-cache.js';
import { Coalescer, type CoalescingOptions } from '../coalescing/coalescer.js';
import { ForeignSource } from '../foreign/foreign-source.js';
import { internalError } from '../operation/compile-operation.js';
import { forgetTokens } from '../operation/forget-tokens.js';
import { compileVariants, type OperationVariants } from '../operation/operation-variants.js';
import { parseOperation } from '../operation/parse-operation.js';
import type { RequestClass } from '../operation/request-class.js';
import { holdsByItself } from '../overrides/decide-override.js';
import { AbsentSubgraph } from '../subgraph/absent-subgraph.js';
import { HttpSubgraph, type HttpSubgraphOptions } from '../subgraph/http-subgraph.js';
import { observedSubgraph } from '../subgraph/observed-subgraph.js';
import type { SubgraphClient } from '../subgraph/subgraph-client.js';
import { SubgraphClients } from '../subgraph/subgraph-clients.js';
import type { SubscriptionSource } from '../subscription/subscription-source.js';
import { sdlSource } from '../supergraph/sdl-source.js';
import type { SupergraphHooks } from '../supergraph/supergraph-hooks.js';
import { refusal, type ErrorFormatter } from './answer.js';
import type { Engine, EngineStatus, Preparation, RequestContext } from './engine.js';
import { loadSupergraph, type LoadedSupergraph } from './load-supergraph.js';
import type { EngineOptions } from './options.js';
import { RunnableOperation } from './runnable-operation.js';

/** One supergraph in use and what was compiled against it. */
interface Generation {
  readonly supergraph: LoadedSupergraph;
  readonly loadedAt: Date;
  readonly compiled: LRUCache<string, KnownOperation>;
}

/** An operation of a generation, and how often it was asked for. */
interface KnownOperation {
  readonly query: string;
  readonly operationName: string | null | undefined;
  readonly operation: RunnableOperation;
  uses: number;
  /** What it was taken to weigh when it was last asked for. */
  weight: number;
}

/**
 * What operations that are kept weigh at most, in characters of their texts, each form of them by itself: what is compiled
 * of a text that is all names weighs about 75 bytes a character.
 */
const MAX_WEIGHT = 4 * 1024 * 1024;

function weightOf({ query, operation }: KnownOperation): number {
  return Math.max(1, query.length * Math.max(1, operation.forms()));
}

/**
 * Makes an engine and loads its first supergraph. Rejects when that one cannot be had or is broken;
 * later ones are refused instead, and the one in use stays.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const engine = new FederationEngine(options);
  try {
    await engine.open();
  } catch (error) {
    await engine.close();
    throw error;
  }
  return engine;
}

class FederationEngine implements Engine {
  private readonly logger: Logger;
  private readonly format: ErrorFormatter;
  private readonly clients: SubgraphClients;
  private readonly coalescer = new Coalescer();
  private readonly answers: AnswerCache | undefined;
  private readonly foreign: ForeignSource;
  private readonly sources: Readonly<Record<string, SubscriptionSource>>;
  private readonly listeners = new Set<() => void>();
  private generation: Generation | undefined;
  private refused: EngineStatus['refused'];
  private cleanup: (() => Promise<void>) | undefined;
  private reloading: Promise<void> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(private readonly options: EngineOptions) {
    this.logger = options.logger ?? silentLogger;
    this.format = options.formatError ?? ((error) => error.toJSON());
    const { responseCache, onCached } = options;
    this.answers = responseCache && new AnswerCache(responseCache, this.logger, onCached);
    this.clients = new SubgraphClients((name, url) => this.createClient(name, url));
    this.foreign = new ForeignSource(
      { ...headersOf(options), ...options.foreignSubscriptions },
      this.logger,
    );
    this.sources = {
      'http:': this.foreign,
      'https:': this.foreign,
      ...options.subscriptions,
    };
  }

  async open(): Promise<void> {
    const { supergraph } = this.options;
    const source = typeof supergraph === 'string' ? sdlSource(supergraph) : supergraph;
    const hooks: SupergraphHooks = {
      refused: (reason) => this.refuse(reason),
      update: (sdl) => (this.reloading = this.reloading.then(() => this.reload(sdl))),
      // Subgraphs that are away answer with errors; they do not keep a supergraph from being used.
      healthCheck: () => Promise.resolve(),
      getDataSource: () => {
        throw errors.CONFIGURATION_INVALID([
          'A supergraph source that reads subgraphs brings its own way to reach them: use introspectSubgraphs or composeLocally.',
        ]);
      },
    };
    const { supergraphSdl, cleanup } = await source.initialize(hooks);
    this.cleanup = cleanup;
    try {
      this.use(this.generationOf(loadSupergraph(supergraphSdl)));
    } catch (cause) {
      if (isMetamorphosisError(cause)) throw cause;
      throw errors.CONFIGURATION_INVALID([`The supergraph is not valid: ${messageOf(cause)}`], {
        cause,
      });
    }
  }

  get schema(): GraphQLSchema {
    return this.current().supergraph.apiSchema;
  }

  get supergraphSdl(): string {
    return this.current().supergraph.sdl;
  }

  status(): EngineStatus {
    const { supergraph, loadedAt } = this.current();
    return { supergraphId: supergraph.id, loadedAt, refused: this.refused };
  }

  prepare(query: string, operationName?: string | null): Preparation {
    const generation = this.current();
    const key = keyOf(query, operationName);
    const known = generation.compiled.get(key);
    if (known) {
      known.uses += 1;
      // Forms were compiled since: it takes more room, and others may have to go.
      if (weightOf(known) > known.weight) keep(generation, key, known);
      return { ok: true, operation: known.operation };
    }
    const made = this.make(generation, query, operationName);
    return 'answer' in made ? { ok: false, ...made } : { ok: true, operation: made.operation };
  }

  subgraph(name: string): SubgraphClient | undefined {
    return this.clients.get(name);
  }

  onReload(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): Promise<void> {
    return (this.closing ??= this.shutDown());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Compiles an operation for a generation, which keeps it. */
  private make(
    generation: Generation,
    query: string,
    operationName: string | null | undefined,
    uses = 1,
  ): KnownOperation | { readonly answer: ReturnType<typeof refusal> } {
    const variants = this.compile(generation.supergraph, query, operationName);
    if ('answer' in variants) return variants;
    const operation = new RunnableOperation(variants, {
      format: this.format,
      client: (name) => this.clients.require(name),
      sources: this.sources,
      // A live operation goes on with what the same document means to a newer supergraph.
      recompile: () => this.compile(this.current().supergraph, query, operationName),
      onReload: (listener) => this.onReload(listener),
      logger: this.logger,
      classOf: (context) => this.classOf(context),
      cost: this.options.cost,
      coalescer: this.coalescer,
      coalescesQueries: this.coalesces('queries'),
      answers: this.answers,
      operationId: this.answers ? idOf(generation, query, operationName) : '',
    });
    const known = { query, operationName, operation, uses, weight: 0 };
    keep(generation, keyOf(query, operationName), known);
    return known;
  }

  private classOf(context: RequestContext): RequestClass {
    const { authorization = {}, overrides } = this.options;
    return {
      grants: grantsOf(context, authorization),
      overrides: (label) => overrides?.(label, context) ?? holdsByItself(label),
    };
  }

  private compile(
    supergraph: LoadedSupergraph,
    query: string,
    operationName: string | null | undefined,
  ): OperationVariants | { readonly answer: ReturnType<typeof refusal> } {
    const { maxTokens, checkDocument } = this.options;
    const limits = {
      ...(maxTokens !== undefined && { maxTokens }),
      ...(checkDocument && { check: checkDocument }),
    };
    const parsed = parseOperation(supergraph.apiSchema, query, operationName, limits);
    if (!('document' in parsed)) return { answer: refusal(parsed, this.format) };
    forgetTokens(parsed.document);
    try {
      return compileVariants(supergraph, parsed, this.options.cost);
    } catch (error) {
      this.logger.error({ err: error, operation: parsed.operation.name?.value }, 'Planning failed');
      return { answer: refusal([internalError(error)], this.format) };
    }
  }

  /** Never rejects. */
  private async reload(sdl: string): Promise<void> {
    const before = this.generation?.supergraph.id;
    try {
      const supergraph = loadSupergraph(sdl);
      if (supergraph.id === before) {
        if (this.refused === undefined) return;
        this.refused = undefined;
        this.options.onStatus?.(this.status());
        return;
      }
      const generation = this.generationOf(supergraph);
      await this.warm(generation);
      if (this.closing) return;
      this.use(generation);
    } catch (error) {
      this.refuse(messageOf(error));
      this.logger.error({ err: error }, 'A new supergraph is broken; the one in use stays');
      return;
    }
    this.logger.info({ supergraph: this.generation?.supergraph.id }, 'A new supergraph took over');
    for (const listener of [...this.listeners]) listener();
    this.options.onStatus?.(this.status());
  }

  private refuse(reason: string): void {
    this.refused = { at: new Date(), reason };
    if (this.generation) this.options.onStatus?.(this.status());
  }

  private generationOf(supergraph: LoadedSupergraph): Generation {
    return {
      supergraph,
      loadedAt: new Date(),
      compiled: new LRUCache({ max: this.options.planCacheSize ?? 1000, maxSize: MAX_WEIGHT }),
    };
  }

  /** Plans what is asked for most, between requests, so that nobody waits for it after the change. */
  private async warm(next: Generation): Promise<void> {
    const { warmOperations = 100 } = this.options;
    const known = [...(this.generation?.compiled.values() ?? [])];
    const top = known.sort((a, b) => b.uses - a.uses).slice(0, warmOperations);
    // The least used first: the cache forgets the oldest.
    for (const { query, operationName, uses } of top.reverse()) {
      if (this.closing) return;
      // What means nothing any more is refused when it is asked for. Who was popular has to stay it.
      this.make(next, query, operationName, Math.ceil(uses / 2));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private use(generation: Generation): void {
    this.clients.replace(generation.supergraph.subgraphs);
    this.generation = generation;
    for (const source of Object.values(this.sources))
      source.use?.(generation.supergraph.fullSchema);
    this.refused = undefined;
  }

  private current(): Generation {
    if (!this.generation) throw errors.CLOSED(['An engine without a supergraph']);
    return this.generation;
  }

  private coalesces(kind: keyof CoalescingOptions): boolean {
    const { coalescing = {} } = this.options;
    return coalescing !== false && coalescing[kind] !== false;
  }

  private createClient(name: string, url: string): SubgraphClient {
    const scheme = url.slice(0, url.indexOf(':') + 1);
    const own = this.options.clients?.[scheme];
    if (own) return observedSubgraph(own(name, url));
    if (this.options.subscriptions?.[scheme]) return new AbsentSubgraph(name);
    if (scheme === 'http:' || scheme === 'https:') {
      const coalescer = this.coalesces('fetches') ? this.coalescer : undefined;
      return observedSubgraph(
        new HttpSubgraph(name, url, this.options.http, coalescer, this.logger),
      );
    }
    throw errors.CONFIGURATION_INVALID([
      `Subgraph ${name} has the address "${url}": nobody serves "${scheme}" here.`,
    ]);
  }

  private async shutDown(): Promise<void> {
    this.listeners.clear();
    await this.cleanup?.();
    await this.reloading;
    await this.foreign.close();
    // Whoever still waits for an answer was waited for by the edge.
    await this.clients.destroy();
  }
}

/** Who asks is told in the same way, however a subgraph is asked. */
function headersOf({ http }: EngineOptions): Pick<HttpSubgraphOptions, 'headersOf'> {
  return http?.headersOf ? { headersOf: http.headersOf } : {};
}

function keep({ compiled }: Generation, key: string, known: KnownOperation): void {
  known.weight = weightOf(known);
  // One that is put in the place of itself would keep the weight that it had.
  compiled.delete(key);
  compiled.set(key, known, { size: known.weight });
}

function keyOf(query: string, operationName: string | null | undefined): string {
  return `${operationName ?? ''}\n${query}`;
}

function idOf({ supergraph }: Generation, ...asked: Parameters<typeof keyOf>): string {
  return hash('sha256', `${supergraph.id}\n${keyOf(...asked)}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
