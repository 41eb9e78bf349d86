import { Injectable } from '@nestjs/common';
import { InjectDatabase } from '@metamorphosis/nest';
import { Queries } from './generated/resolvers.js';
import type { Tx } from './generated/tx.js';
import type { QueryReviewArgs, Review } from './generated/types.js';

/** Answers queries to reviews. */
@Injectable()
export class ReviewsQueries extends Queries {
  constructor(@InjectDatabase() private readonly db: Tx) {
    super();
  }

  async review({ id }: QueryReviewArgs): Promise<Review | null> {
    const row = await this.db
      .selectFrom('reviews')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row ?? null;
  }
}
