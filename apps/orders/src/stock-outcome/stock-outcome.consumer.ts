import type { HandlerContext, ReceivedEvent } from '@metamorphosis/core';
import { EventConsumer } from '@metamorphosis/nest';
import { StockReserved, StockShort } from '../generated/external/inventory.js';
import type { OrderId } from '../generated/ids.js';
import type { Tx } from '../generated/tx.js';
import { changeStatus } from '../order/change-status.js';

type StockEvent = ReceivedEvent<typeof StockReserved> | ReceivedEvent<typeof StockShort>;

/** Confirms or refuses orders, as inventory says. An order that was taken back meanwhile stays so. */
@EventConsumer([StockReserved, StockShort])
export class StockOutcomeConsumer {
  async handle(event: StockEvent, context: HandlerContext<Tx>): Promise<void> {
    if (event.name === 'StockShort') {
      const { orderId, reason } = event.data;
      await changeStatus(orderId, ['PENDING'], { status: 'REFUSED', reason }, context);
      return;
    }
    const { orderId, lines } = event.data;
    const total = lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
    const confirmed = await changeStatus(
      orderId,
      ['PENDING'],
      { status: 'CONFIRMED', total },
      context,
    );
    if (confirmed) await this.keepPrices(orderId, lines, context.tx);
  }

  private async keepPrices(
    orderId: OrderId,
    lines: ReceivedEvent<typeof StockReserved>['data']['lines'],
    tx: Tx,
  ): Promise<void> {
    // Lines come back in the order in which they were placed.
    for (const [position, { price }] of lines.entries()) {
      await tx
        .updateTable('order_lines')
        .set({ price })
        .where('order_id', '=', orderId)
        .where('position', '=', position)
        .execute();
    }
  }
}
