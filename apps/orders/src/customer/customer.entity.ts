import { Injectable } from '@nestjs/common';
import { connectionOf, InjectDatabase, pageOf } from '@metamorphosis/nest';
import { CustomerEntity } from '../generated/resolvers.js';
import type { Tx } from '../generated/tx.js';
import type { CustomerOrdersArgs, CustomerRef, OrderConnection } from '../generated/types.js';
import { withLines } from '../order/load-orders.js';

/** What this service adds to customers: their orders. */
@Injectable()
export class CustomerOrders extends CustomerEntity {
  constructor(@InjectDatabase() private readonly db: Tx) {
    super();
  }

  async orders(
    customers: readonly CustomerRef[],
    args: CustomerOrdersArgs,
  ): Promise<readonly OrderConnection[]> {
    const page = pageOf(args);
    const ids = customers.map(({ id }) => id);
    // A page of each customer in one query: numbered newest first, and cut behind one row too many.
    const rows = await this.db
      .selectFrom((from) =>
        from
          .selectFrom('orders')
          .selectAll()
          .select(({ fn }) =>
            fn
              .agg<number | string>('row_number')
              .over((over) => over.partitionBy('customer_id').orderBy('id', 'desc'))
              .as('place'),
          )
          .where('customer_id', 'in', ids)
          .$if(page.after !== undefined, (query) => query.where('id', '<', page.after as string))
          .as('numbered'),
      )
      .selectAll()
      .where('place', '<=', page.first + 1)
      .orderBy('id', 'desc')
      .execute();
    const orders = await withLines(this.db, rows);
    const byCustomer = Map.groupBy(orders, (order) => order.customer?.id);
    return ids.map((id) => connectionOf(byCustomer.get(id) ?? [], page));
  }
}
