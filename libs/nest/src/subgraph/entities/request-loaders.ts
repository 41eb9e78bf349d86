import DataLoader from 'dataloader';
import { bearsKey, referenceOf, type CompiledEntity, type Reference } from './compiled-entity.js';

/** An object that a `load` answered, or null where it knew none. */
export type Loaded = Readonly<Record<string, unknown>> | null;
type Parent = Readonly<Record<string, unknown>>;

/**
 * Gathers what one request asks for into one call per entity and per resolved field. What it holds
 * lives as long as the request, or until a command has changed what is true.
 */
export class RequestLoaders {
  readonly #context: object;
  readonly #typeOf: WeakMap<object, string>;
  readonly #entities = new Map<string, DataLoader<Reference, Loaded, string>>();
  readonly #fields = new Map<string, DataLoader<Parent, unknown, unknown>>();

  /** `typeOf` learns the type of each object loaded. */
  constructor(context: object, typeOf: WeakMap<object, string>) {
    this.#context = context;
    this.#typeOf = typeOf;
  }

  /** Loads entities by key. */
  entity(entity: CompiledEntity): DataLoader<Reference, Loaded, string> {
    let loader = this.#entities.get(entity.name);
    if (loader === undefined) {
      loader = new DataLoader<Reference, Loaded, string>(
        (references) => this.#load(entity, references),
        { cacheKeyFn: (reference) => reference.cacheKey },
      );
      this.#entities.set(entity.name, loader);
    }
    return loader;
  }

  /** Resolves one field with the same arguments for many parents. */
  field(entity: CompiledEntity, field: string, args: object): DataLoader<Parent, unknown, unknown> {
    const id = `${entity.name}.${field}${JSON.stringify(args)}`;
    let loader = this.#fields.get(id);
    if (loader === undefined) {
      const method = entity.resolvedFields.get(field);
      loader = new DataLoader<Parent, unknown, unknown>(
        async (parents) =>
          checked(
            await method?.(parents, args, this.#context),
            `${entity.name}.${field}`,
            parents.length,
          ),
        { cacheKeyFn: (parent) => referenceOf(entity, parent)?.cacheKey ?? parent },
      );
      this.#fields.set(id, loader);
    }
    return loader;
  }

  /** Forgets everything: what is asked for next is loaded anew. */
  clear(): void {
    this.#entities.clear();
    this.#fields.clear();
  }

  async #load(
    entity: CompiledEntity,
    references: readonly Reference[],
  ): Promise<(Loaded | Error)[]> {
    const answer = await entity.load?.(
      references.map(({ key }) => key),
      this.#context,
    );
    const rows = checked(answer, `${entity.name}.load`, references.length);
    return rows.map((row, index) => {
      if (row instanceof Error) return row;
      if (row === null || row === undefined) return null;
      const reference = references[index];
      const value = row as Exclude<Loaded, null>;
      if (reference !== undefined && !bearsKey(value, reference)) {
        // The one mistake everybody makes once: the rows of `WHERE id IN (...)` come in any order.
        return new Error(
          `${entity.name}.load answered another entity at place ${index} than the key asked for there. Answer in the order of the keys, with null for unknown ones.`,
        );
      }
      this.#typeOf.set(value, entity.name);
      return value;
    });
  }
}

function checked(answer: unknown, method: string, length: number): readonly unknown[] {
  if (Array.isArray(answer) && answer.length === length) return answer as unknown[];
  const got = Array.isArray(answer) ? `${answer.length} values` : typeof answer;
  throw new Error(`${method} answered ${got} where a list of ${length} was asked for.`);
}
