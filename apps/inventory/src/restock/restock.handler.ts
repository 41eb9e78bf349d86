import { Injectable } from '@nestjs/common';
import { Rejection, type CommandContext } from '@metamorphosis/core';
import { RestockHandler } from '../generated/commands.js';
import { stockChanged } from '../generated/events.js';
import type { Tx } from '../generated/tx.js';
import type { RestockArgs, RestockOutcome } from '../generated/types.js';
import { addStock } from '../product/stock.js';

/** Takes pieces of a product in. */
@Injectable()
export class Restock extends RestockHandler {
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
