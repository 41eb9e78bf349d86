import { entityNamedBy, idTypeName } from '../model/entity-ids.js';
import { doc } from './ts-doc.js';
import { TsFile } from './ts-file.js';

/** The types of ids of a service's generated code: which field has which, and which of them are in use. */
export class IdTypes {
  readonly #used = new Set<string>();

  constructor(private readonly entities: ReadonlySet<string>) {}

  /** The ids as types in a file, which imports those that it names from `./ids.js` of the generated folder. */
  in(file: TsFile, from = `${'../'.repeat(depthOf(file)) || './'}ids.js`): EntityIds {
    return {
      typeOf: (field, holder) => {
        const entity = entityNamedBy(field, holder, this.entities);
        if (entity === undefined) return undefined;
        this.#used.add(entity);
        return file.type(idTypeName(entity), from);
      },
    };
  }

  /** `ids.ts`: the types of ids that were asked for. */
  file(service: string): TsFile {
    const file = new TsFile('ids.ts', `The ids of entities that ${service} speaks of.`);
    for (const entity of [...this.#used].sort()) {
      const type = `${file.type('IdOf', '@metamorphosis/core')}<'${entity}'>`;
      file.add(`${doc(`Names one ${entity}.`)}export type ${idTypeName(entity)} = ${type};`);
    }
    return file;
  }
}

/** Which type a field has that holds an id. */
export interface EntityIds {
  /** `OrderId` for `orderId`, and for `id` of the holder Order; undefined for an id of nothing in particular. */
  typeOf(field: string, holder?: string): string | undefined;
}

function depthOf({ path }: TsFile): number {
  return path.split('/').length - 1;
}
