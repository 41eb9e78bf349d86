import { errors, MetamorphosisError } from '@metamorphosis/contract';
import { referenceOf, type CompiledEntity, type Reference } from './compiled-entity.js';
import { RequestLoaders, type Loaded, type Value } from './request-loaders.js';

/** A representation that names an entity of this subgraph. */
interface Recognised {
  readonly entity: CompiledEntity;
  readonly reference: Reference;
  readonly representation: Value;
}

/** What `_entities` answers for each representation; an Error where one is bad or failed. */
export type Representations = (
  representations: readonly unknown[],
  context: object,
) => Promise<readonly (Loaded | Error)[]>;

/** Makes the answer to `_entities`: all representations of one entity by one call of its `load`. */
export function representationsOf(entities: ReadonlyMap<string, CompiledEntity>): Representations {
  return async (representations, context) => {
    const loaders = RequestLoaders.of(context);
    const answers = new Array<Loaded | Error>(representations.length);
    const groups = new Map<CompiledEntity, { places: number[]; asked: Recognised[] }>();
    representations.forEach((representation, place) => {
      const recognised = recognise(entities, representation);
      if (recognised instanceof Error) {
        answers[place] = recognised;
        return;
      }
      const group = groups.get(recognised.entity);
      if (group === undefined) {
        groups.set(recognised.entity, { places: [place], asked: [recognised] });
      } else {
        group.places.push(place);
        group.asked.push(recognised);
      }
    });
    // One after the other asks nothing later: what is asked in one turn is one batch.
    const found = [...groups].map(async ([entity, { places, asked }]) => {
      const values = await valuesOf(loaders, entity, asked);
      values.forEach((value, index) => {
        answers[places[index] ?? 0] = value;
      });
    });
    await Promise.all(found);
    return answers;
  };
}

async function valuesOf(
  loaders: RequestLoaders,
  entity: CompiledEntity,
  asked: readonly Recognised[],
): Promise<readonly (Loaded | Error)[]> {
  if (entity.load === undefined) {
    return asked.map(({ representation, reference }) => ({ ...representation, ...reference.key }));
  }
  const loaded = await loaders.entities(
    entity,
    asked.map(({ reference }) => reference),
  );
  return loaded.map((value, index) => {
    const one = asked[index];
    if (value === null || value instanceof Error || one === undefined) return value;
    // `@requires`: the gateway sends other services' fields along with `__typename` and key.
    const sent = Object.keys(one.representation).length;
    if (sent <= Object.keys(one.reference.key).length + 1) return value;
    const merged = { ...one.representation, ...value };
    loaders.learn(merged, entity);
    return merged;
  });
}

function recognise(
  entities: ReadonlyMap<string, CompiledEntity>,
  representation: unknown,
): Recognised | MetamorphosisError {
  if (typeof representation !== 'object' || representation === null) {
    return errors.BAD_REQUEST(['A representation in _entities is no object.']);
  }
  const value = representation as Value;
  const name = value['__typename'];
  const entity = typeof name === 'string' ? entities.get(name) : undefined;
  if (entity === undefined) {
    return errors.BAD_REQUEST([
      `_entities was asked for __typename ${JSON.stringify(name)}; this subgraph answers for ${[...entities.keys()].join(', ')}.`,
    ]);
  }
  try {
    const reference = referenceOf(entity, value);
    return reference === undefined ? noKey(entity) : { entity, reference, representation: value };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return errors.BAD_REQUEST([`A representation of ${entity.name} in _entities: ${why}.`], {
      cause,
    });
  }
}

function noKey(entity: CompiledEntity): MetamorphosisError {
  const keys = entity.keys.map(({ fields }) => fields.map(({ name }) => name).join(' '));
  return errors.BAD_REQUEST([
    `A representation of ${entity.name} in _entities has none of its keys: ${keys.join(', or ')}.`,
  ]);
}
