import { Injectable } from '@nestjs/common';
import { InjectDatabase } from '@metamorphosis/nest';
import { OrderEntity } from '../generated/resolvers.js';
import type { Tx } from '../generated/tx.js';
import type { Order, OrderRef } from '../generated/types.js';
import { loadOrders } from './load-orders.js';

/** Loads orders by id. */
@Injectable()
export class Orders extends OrderEntity {
  constructor(@InjectDatabase() private readonly db: Tx) {
    super();
  }

  load(keys: readonly OrderRef[]): Promise<readonly (Order | null)[]> {
    return loadOrders(
      this.db,
      keys.map(({ id }) => id),
    );
  }
}
