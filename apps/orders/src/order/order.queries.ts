import { Injectable } from '@nestjs/common';
import { InjectDatabase } from '@metamorphosis/nest';
import { Queries } from '../generated/resolvers.js';
import type { Tx } from '../generated/tx.js';
import type { Order, QueryOrderArgs } from '../generated/types.js';
import { loadOrders } from './load-orders.js';

/** Answers queries to orders. */
@Injectable()
export class OrderQueries extends Queries {
  constructor(@InjectDatabase() private readonly db: Tx) {
    super();
  }

  async order({ id }: QueryOrderArgs): Promise<Order | null> {
    const [order] = await loadOrders(this.db, [id]);
    return order ?? null;
  }
}
