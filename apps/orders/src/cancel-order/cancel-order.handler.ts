import { Injectable } from '@nestjs/common';
import { Rejection, type CommandContext } from '@metamorphosis/core';
import { CancelOrderHandler } from '../generated/commands.js';
import type { Tx } from '../generated/tx.js';
import type { CancelOrderArgs, CancelOrderOutcome } from '../generated/types.js';
import { changeStatus } from '../order/change-status.js';

/** Takes an order back, as long as it is open or confirmed. */
@Injectable()
export class CancelOrder extends CancelOrderHandler {
  async handle(
    { input }: CancelOrderArgs,
    context: CommandContext<Tx>,
  ): Promise<CancelOrderOutcome> {
    const { orderId } = input;
    const change = { status: 'CANCELLED', reason: 'The customer took it back.' } as const;
    if (await changeStatus(orderId, ['PENDING', 'CONFIRMED'], change, context)) {
      return { __typename: 'Order', id: orderId };
    }
    const order = await context.tx
      .selectFrom('orders')
      .select('status')
      .where('id', '=', orderId)
      .executeTakeFirst();
    if (!order) throw new Rejection('ORDER_UNKNOWN', `There is no order "${orderId}".`);
    return { __typename: 'NotCancellable', status: order.status };
  }
}
