import { Injectable } from '@nestjs/common';
import type { SeedContext, ServiceSeed } from '@metamorphosis/nest';
import { stockChanged } from '../generated/events.js';
import type { Tx } from '../generated/tx.js';

const PRODUCTS = [
  { id: 'p1', name: 'Notebook', price: 450 },
  { id: 'p2', name: 'Fountain pen', price: 3200 },
  { id: 'p3', name: 'Ink, blue black', price: 890 },
  { id: 'p4', name: 'Blotting paper', price: 275 },
  { id: 'p5', name: 'Desk lamp', price: 7900 },
].map((product) => ({ ...product, in_stock: 100 }));

/** The first products, 100 pieces of each. */
@Injectable()
export class ProductSeed implements ServiceSeed<Tx> {
  readonly version = 'products-1';

  async run({ tx, publish }: SeedContext<Tx>): Promise<void> {
    await tx.insertInto('products').values(PRODUCTS).execute();
    for (const { id, in_stock } of PRODUCTS) {
      publish(stockChanged({ productId: id, inStock: in_stock, product: { id } }));
    }
  }
}
