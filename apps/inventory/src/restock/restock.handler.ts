import { Injectable } from '@nestjs/common';
import { errors } from '@metamorphosis/contract';
import { Rejection, type CommandContext } from '@metamorphosis/core';
import { RestockHandler } from '../generated/commands.js';
import { stockChanged } from '../generated/events.js';
import type { Tx } from '../generated/tx.js';
import type { RestockArgs, RestockOutcome } from '../generated/types.js';
import { addStock } from '../product/stock.js';

/** Takes pieces of a product in. */
@Injectable()
export class Restock extends RestockHandler {
  override validate({ input }: RestockArgs): void {
    if (input.quantity < 1) {
      throw errors.VALIDATION_FAILED([
        `input.quantity is ${input.quantity}; at least 1 piece must come in.`,
      ]);
    }
  }

  async handle(
    { input }: RestockArgs,
    { tx, publish }: CommandContext<Tx>,
  ): Promise<RestockOutcome> {
    const id = input.productId;
    const inStock = await addStock(tx, id, input.quantity);
    if (inStock === undefined)
      throw new Rejection('PRODUCT_UNKNOWN', `There is no product "${id}".`);
    publish(stockChanged({ productId: id, inStock, product: { id } }));
    return { id };
  }
}
