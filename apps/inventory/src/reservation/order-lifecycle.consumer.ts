import type { HandlerContext, ReceivedEvent } from '@metamorphosis/core';
import { EventConsumer } from '@metamorphosis/nest';
import { stockChanged, stockReserved, stockShort } from '../generated/events.js';
import { OrderPlaced, OrderStatusChanged } from '../generated/external/orders.js';
import type { OrderId, ProductId } from '../generated/ids.js';
import type { Tx } from '../generated/tx.js';
import { release, reserve } from './reservations.js';

type OrderEvent = ReceivedEvent<typeof OrderPlaced> | ReceivedEvent<typeof OrderStatusChanged>;

/**
 * Sets pieces aside for orders, and takes them back from cancelled ones. One consumer for both: two
 * would have positions of their own, and a cancellation could be handled before its reservation.
 */
@EventConsumer([OrderPlaced, OrderStatusChanged])
export class OrderLifecycleConsumer {
  async handle(event: OrderEvent, context: HandlerContext<Tx>): Promise<void> {
    if (event.name === 'OrderPlaced') await this.placed(event.data, context);
    else if (event.data.status === 'CANCELLED') await this.cancelled(event.data.orderId, context);
  }

  private async placed(
    { orderId, lines }: ReceivedEvent<typeof OrderPlaced>['data'],
    { tx, publish }: HandlerContext<Tx>,
  ): Promise<void> {
    const wanted = lines.map(({ product, quantity }) => ({
      productId: product?.id ?? '',
      quantity,
    }));
    const reservation = await reserve(tx, orderId, wanted);
    if (reservation.kind === 'short') {
      publish(stockShort({ orderId, reason: reservation.reason }));
      return;
    }
    const { prices, stocks } = reservation;
    publish(
      stockReserved({
        orderId,
        lines: wanted.map((line) => ({ ...line, price: prices.get(line.productId) ?? 0 })),
      }),
    );
    publishStocks(stocks, publish);
  }

  private async cancelled(orderId: OrderId, { tx, publish }: HandlerContext<Tx>): Promise<void> {
    publishStocks(await release(tx, orderId), publish);
  }
}

function publishStocks(
  stocks: ReadonlyMap<ProductId, number>,
  publish: HandlerContext<Tx>['publish'],
): void {
  for (const [id, inStock] of stocks) {
    publish(stockChanged({ productId: id, inStock, product: { id } }));
  }
}
