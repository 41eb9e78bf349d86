import { Injectable } from '@nestjs/common';
import { InjectDatabase } from '@metamorphosis/nest';
import { ReviewEntity } from '../generated/resolvers.js';
import type { Tx } from '../generated/tx.js';
import type { Review, ReviewKey } from '../generated/types.js';

/** Loads reviews by id: for answers of other services and for events, which carry the id alone. */
@Injectable()
export class ReviewsReview extends ReviewEntity {
  constructor(@InjectDatabase() private readonly db: Tx) {
    super();
  }

  async load(keys: readonly ReviewKey[]): Promise<readonly (Review | null)[]> {
    const ids = keys.map(({ id }) => id);
    const rows = await this.db.selectFrom('reviews').selectAll().where('id', 'in', ids).execute();
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  }
}
