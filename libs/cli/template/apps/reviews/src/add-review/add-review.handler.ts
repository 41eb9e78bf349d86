import { Injectable } from '@nestjs/common';
import { errors, newUuid } from '@metamorphosis/contract';
import type { CommandContext } from '@metamorphosis/core';
import { AddReviewHandler } from '../generated/commands.js';
import { reviewAdded } from '../generated/events.js';
import type { Tx } from '../generated/tx.js';
import type { AddReviewArgs, AddReviewOutcome } from '../generated/types.js';

/** Adds a review, unless its owner has one of the same title. */
@Injectable()
export class AddReview extends AddReviewHandler {
  /** Runs before the command is accepted: what is refused here never reaches the log. */
  override validate({ input }: AddReviewArgs): void {
    if (input.title.trim() === '') {
      throw errors.VALIDATION_FAILED(['input.title is empty. Say what it is called.']);
    }
  }

  /** Runs in a worker: what it writes, publishes and answers is one transaction. */
  async handle(
    { input }: AddReviewArgs,
    { tx, publish }: CommandContext<Tx>,
  ): Promise<AddReviewOutcome> {
    const { owner, title } = input;
    // Commands of one owner are handled one after the other: nobody takes the title meanwhile.
    const taken = await tx
      .selectFrom('reviews')
      .select('id')
      .where('owner', '=', owner)
      .where('title', '=', title)
      .executeTakeFirst();
    if (taken) return { __typename: 'ReviewTitleTaken', title };

    const id = newUuid();
    await tx.insertInto('reviews').values({ id, owner, title }).execute();
    publish(reviewAdded({ reviewId: id, owner, review: { id } }));
    return { __typename: 'Review', id };
  }
}
