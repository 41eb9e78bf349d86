import { Injectable } from '@nestjs/common';
import { connectionOf, InjectDatabase, pageOf } from '@metamorphosis/nest';
import { Queries } from '../generated/resolvers.js';
import type { Tx } from '../generated/tx.js';
import type {
  Product,
  ProductConnection,
  QueryProductArgs,
  QueryProductsArgs,
} from '../generated/types.js';
import { productOf } from './product-of.js';

/** Answers queries to inventory. */
@Injectable()
export class ProductQueries extends Queries {
  constructor(@InjectDatabase() private readonly db: Tx) {
    super();
  }

  async product({ id }: QueryProductArgs): Promise<Product | null> {
    const row = await this.db
      .selectFrom('products')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? productOf(row) : null;
  }

  async products(args: QueryProductsArgs): Promise<ProductConnection> {
    const page = pageOf(args);
    const rows = await this.db
      .selectFrom('products')
      .selectAll()
      .$if(page.after !== undefined, (query) => query.where('id', '>', page.after as string))
      .orderBy('id')
      .limit(page.first + 1)
      .execute();
    return connectionOf(rows.map(productOf), page);
  }
}
