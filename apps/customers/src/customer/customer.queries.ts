import { Injectable } from '@nestjs/common';
import { connectionOf, InjectDatabase, pageOf } from '@metamorphosis/nest';
import { Queries } from '../generated/resolvers.js';
import type { Tx } from '../generated/tx.js';
import type {
  Customer,
  CustomerConnection,
  QueryCustomerArgs,
  QueryCustomersArgs,
} from '../generated/types.js';

/** Answers queries to customers. */
@Injectable()
export class CustomerQueries extends Queries {
  constructor(@InjectDatabase() private readonly db: Tx) {
    super();
  }

  async customer({ id }: QueryCustomerArgs): Promise<Customer | null> {
    const row = await this.db
      .selectFrom('customers')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row ?? null;
  }

  async customers(args: QueryCustomersArgs): Promise<CustomerConnection> {
    const { first, after } = pageOf(args);
    const rows = await this.db
      .selectFrom('customers')
      .selectAll()
      .$if(after !== undefined, (query) => query.where('id', '>', after as string))
      .orderBy('id')
      .limit(first + 1)
      .execute();
    return connectionOf(rows, { first, after });
  }
}
