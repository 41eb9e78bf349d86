import { Injectable } from '@nestjs/common';
import { InjectDatabase } from '@metamorphosis/nest';
import { ProductEntity } from '../generated/resolvers.js';
import type { Tx } from '../generated/tx.js';
import type { Product, ProductRef } from '../generated/types.js';
import { productOf } from './product-of.js';

/** Loads products by id. */
@Injectable()
export class Products extends ProductEntity {
  constructor(@InjectDatabase() private readonly db: Tx) {
    super();
  }

  async load(keys: readonly ProductRef[]): Promise<readonly (Product | null)[]> {
    const ids = keys.map(({ id }) => id);
    const rows = await this.db.selectFrom('products').selectAll().where('id', 'in', ids).execute();
    const byId = new Map(rows.map((row) => [row.id, productOf(row)]));
    return ids.map((id) => byId.get(id) ?? null);
  }
}
