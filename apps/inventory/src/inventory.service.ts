import { InventoryModule } from './generated/module.js';
import { migrations } from './migrations/index.js';
import { Products } from './product/product.entity.js';
import { ProductQueries } from './product/product.queries.js';
import { ProductSeed } from './product/product.seed.js';
import { OrderLifecycleConsumer } from './reservation/order-lifecycle.consumer.js';
import { Restock } from './restock/restock.handler.js';

/** The inventory service. */
export const inventory = InventoryModule.register({
  queries: ProductQueries,
  entities: { Product: Products },
  commands: { restock: Restock },
  consumers: [OrderLifecycleConsumer],
  migrations,
  seed: ProductSeed,
});
