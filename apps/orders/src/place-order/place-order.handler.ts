import { Injectable } from '@nestjs/common';
import { errors, newUuid } from '@metamorphosis/contract';
import type { CommandContext, RequestContext } from '@metamorphosis/core';
import { PlaceOrderHandler } from '../generated/commands.js';
import { orderPlaced } from '../generated/events.js';
import type { OrderId } from '../generated/ids.js';
import type { Tx } from '../generated/tx.js';
import type { PlaceOrderArgs, PlaceOrderOutcome } from '../generated/types.js';

/** How many PENDING orders a customer may have. */
const OPEN_ORDERS = 5;

/** Places an order, unless its customer has too many open ones. */
@Injectable()
export class PlaceOrder extends PlaceOrderHandler {
  /** Who is known orders for themselves; for others with the scope `orders:any`. Where nobody is known anybody may. */
  override authorize({ input }: PlaceOrderArgs, { actor }: RequestContext): void {
    if (!actor || actor.subject === input.customerId || actor.scopes.includes('orders:any')) return;
    throw errors.UNAUTHORIZED(['an order of another customer']);
  }

  async handle(
    { input }: PlaceOrderArgs,
    { tx, publish }: CommandContext<Tx>,
  ): Promise<PlaceOrderOutcome> {
    const { customerId } = input;
    // Commands of one customer are handled one after the other: nobody places an order meanwhile.
    const pending = await tx
      .selectFrom('orders')
      .select((eb) => eb.fn.countAll<number | string>().as('count'))
      .where('customer_id', '=', customerId)
      .where('status', '=', 'PENDING')
      .executeTakeFirstOrThrow();
    const open = Number(pending.count);
    if (open >= OPEN_ORDERS) return { __typename: 'TooManyOpenOrders', limit: OPEN_ORDERS, open };

    const id: OrderId = newUuid();
    const lines = input.lines.map(({ productId, quantity }) => ({ productId, quantity }));
    await tx
      .insertInto('orders')
      .values({ id, customer_id: customerId, status: 'PENDING', reason: null, total: null })
      .execute();
    await tx
      .insertInto('order_lines')
      .values(
        lines.map(({ productId, quantity }, position) => ({
          order_id: id,
          position,
          product_id: productId,
          quantity,
          price: null,
        })),
      )
      .execute();
    publish(
      orderPlaced({
        orderId: id,
        customerId,
        lines: lines.map(({ productId, quantity }) => ({
          product: { id: productId },
          quantity,
          price: null,
        })),
        order: { id },
      }),
    );
    return { __typename: 'Order', id };
  }
}
