import { Injectable } from '@nestjs/common';
import { InjectDatabase } from '@metamorphosis/nest';
import { CustomerEntity } from '../generated/resolvers.js';
import type { Tx } from '../generated/tx.js';
import type { Customer, CustomerRef } from '../generated/types.js';

/** Loads customers by id. */
@Injectable()
export class Customers extends CustomerEntity {
  constructor(@InjectDatabase() private readonly db: Tx) {
    super();
  }

  async load(keys: readonly CustomerRef[]): Promise<readonly (Customer | null)[]> {
    const ids = keys.map(({ id }) => id);
    const rows = await this.db.selectFrom('customers').selectAll().where('id', 'in', ids).execute();
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  }
}
