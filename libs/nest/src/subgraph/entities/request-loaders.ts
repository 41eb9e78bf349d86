import { BatchLoader } from './batch-loader.js';
import { bearsKey, referenceOf, type CompiledEntity, type Reference } from './compiled-entity.js';

/** An object with fields. */
export type Value = Readonly<Record<string, unknown>>;
/** What a `load` answered for one key: null where it knew nothing. */
export type Loaded = Value | null;

const LOADERS = Symbol('metamorphosis.loaders');

/**
 * Gathers what one request asks for into one call per entity and per resolved field. What it holds
 * lives as long as the request, or until a command has changed what is true.
 */
export class RequestLoaders {
  readonly #context: object;
  #types = new Map<object, string>();
  #entities = new Map<string, BatchLoader<Reference, Loaded>>();
  #fields = new Map<string, BatchLoader<Value, unknown>>();

  private constructor(context: object) {
    this.#context = context;
  }

  /** The loaders of the request that `context` belongs to. */
  static of(context: { [LOADERS]?: RequestLoaders }): RequestLoaders {
    return (context[LOADERS] ??= new RequestLoaders(context));
  }

  /** The entity as which `value` was loaded; undefined when it did not come from a `load`. */
  typeOf(value: object): string | undefined {
    return this.#types.get(value);
  }

  /** Remembers that `value` is all there is of an entity. */
  learn(value: object, { name }: CompiledEntity): void {
    this.#types.set(value, name);
  }

  /** Loads one entity: at once when it is there, else as a promise. */
  entity(entity: CompiledEntity, reference: Reference): Loaded | Promise<Loaded> {
    return this.#entityLoader(entity).load(reference.cacheKey, reference);
  }

  /** Loads many, with an Error in the place of each that failed. */
  entities(
    entity: CompiledEntity,
    references: readonly Reference[],
  ): Promise<readonly (Loaded | Error)[]> {
    const asked = references.map((reference) => ({ id: reference.cacheKey, key: reference }));
    return this.#entityLoader(entity).loadAll(asked);
  }

  /** Resolves one field of one parent, together with all others that ask with the same arguments. */
  field(entity: CompiledEntity, field: string, args: object, parent: Value): unknown {
    const id = `${entity.name}.${field}${JSON.stringify(args)}`;
    let loader = this.#fields.get(id);
    if (loader === undefined) {
      loader = new BatchLoader((parents) => this.#resolve(entity, field, args, parents));
      this.#fields.set(id, loader);
    }
    return loader.load(referenceOf(entity, parent)?.cacheKey ?? parent, parent);
  }

  /** Forgets everything: what is asked for next is loaded anew. */
  clear(): void {
    this.#types = new Map();
    this.#entities = new Map();
    this.#fields = new Map();
  }

  #entityLoader(entity: CompiledEntity): BatchLoader<Reference, Loaded> {
    let loader = this.#entities.get(entity.name);
    if (loader === undefined) {
      loader = new BatchLoader((references) => this.#load(entity, references));
      this.#entities.set(entity.name, loader);
    }
    return loader;
  }

  async #resolve(
    entity: CompiledEntity,
    field: string,
    args: object,
    parents: readonly Value[],
  ): Promise<readonly unknown[]> {
    const answer = await entity.resolvedFields.get(field)?.(parents, args, this.#context);
    return checked(answer, `${entity.name}.${field}`, parents.length);
  }

  async #load(
    entity: CompiledEntity,
    references: readonly Reference[],
  ): Promise<readonly (Loaded | Error)[]> {
    const keys = references.map(({ key }) => key);
    const answer = await entity.load?.(keys, this.#context);
    const rows = checked(answer, `${entity.name}.load`, keys.length);
    return rows.map((row, index) => {
      if (row instanceof Error) return row;
      if (row === null || row === undefined) return null;
      const reference = references[index];
      const value = row as Value;
      if (reference !== undefined && !bearsKey(value, reference)) {
        // The one mistake everybody makes once: the rows of `WHERE id IN (...)` come in any order.
        return new Error(
          `${entity.name}.load answered another entity at place ${index} than the key asked for there. Answer in the order of the keys, with null for unknown ones.`,
        );
      }
      this.#types.set(value, entity.name);
      return value;
    });
  }
}

function checked(answer: unknown, method: string, length: number): readonly unknown[] {
  if (Array.isArray(answer) && answer.length === length) return answer as unknown[];
  const got = Array.isArray(answer) ? `${answer.length} values` : typeof answer;
  throw new Error(`${method} answered ${got} where a list of ${length} was asked for.`);
}
