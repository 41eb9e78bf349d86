import { describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../testing/start-gateway.js';
import { Watch } from '../testing/watch.js';

const PAID =
  'subscription ($cents: Int) { paid: orderPaid(cents: $cents) { orderId cents order { total } } }';
const shown = (orderId: string, cents: number) => ({
  data: { paid: { orderId, cents, order: { total: 500 } } },
});

/** Payments were told in euros once. */
function paid(
  bed: TestGateway,
  orderId: string,
  amount: number,
  version?: number,
): Promise<number> {
  const told = version === undefined ? { euros: amount } : { cents: amount };
  return bed.publish('OrderPaid', { orderId, order: { id: orderId }, ...told }, 0, version);
}

const toCents = ({ data }: { readonly data: never }): object => {
  const { euros, ...rest } = data as { readonly euros: number };
  return Number.isInteger(euros)
    ? { version: 2, data: { ...rest, cents: euros * 100 } }
    : { error: 'secret: the till is open' };
};

describe('events that an older version of their service wrote', () => {
  it('are shown in the form of today, and filtered by it', async () => {
    const bed = await startGateway();
    bed.shop.upcast = toCents;
    const all = new Watch(bed.client(), { query: PAID });
    const sevens = new Watch(bed.client(), { query: PAID, variables: { cents: 700 } });
    await Promise.all([all.opened(), sevens.opened()]);
    const { cursor } = all;
    await paid(bed, 'ada-1', 5);
    await paid(bed, 'ada-2', 7);
    await paid(bed, 'ada-3', 700, 2);
    const late = new Watch(bed.client(), { query: PAID, extensions: { cursor } });
    for (const watch of [all, late]) {
      expect(await watch.next()).toMatchObject(shown('ada-1', 500));
      expect(await watch.next()).toMatchObject(shown('ada-2', 700));
      expect(await watch.next()).toMatchObject(shown('ada-3', 700));
    }
    expect(await sevens.next()).toMatchObject(shown('ada-2', 700));
    expect(await sevens.next()).toMatchObject(shown('ada-3', 700));
  });

  it('are never shown in a form that is not that of today: an error stands in their place, and the next one follows', async () => {
    const bed = await startGateway();
    bed.shop.upcast = toCents;
    const watch = new Watch(bed.client(), { query: PAID, variables: { cents: 700 } });
    await watch.opened();
    await paid(bed, 'ada-1', 7, 3);
    await paid(bed, 'ada-2', 0.5);
    await paid(bed, 'ada-3', 700, 2);
    const refused = async (): Promise<unknown> => {
      const { data, errors, extensions } = await watch.next();
      expect(data).toBeNull();
      expect(extensions).toMatchObject({ cursor: expect.any(String) as string });
      return errors;
    };
    expect(await refused()).toMatchObject([
      {
        message: expect.stringContaining('version 3 of orders.OrderPaid') as string,
        path: ['paid'],
        extensions: { code: 'RECORD_FORM_UNSUPPORTED' },
      },
    ]);
    // What the author's code said stays with the operators.
    expect(await refused()).toEqual([
      {
        message:
          'The record is not one of ours: version 1 of orders.OrderPaid could not be brought to version 2.',
        path: ['paid'],
        extensions: { code: 'RECORD_INVALID' },
      },
    ]);
    expect(await watch.next()).toMatchObject(shown('ada-3', 700));
  });

  it('wait for their service, in their order, when it cannot read them yet', async () => {
    const bed = await startGateway();
    const watch = new Watch(bed.client(), { query: PAID });
    await watch.opened();
    const asked = new Promise<void>((resolve) => {
      bed.shop.upcast = () => {
        resolve();
        throw new Error('an older process of the service');
      };
    });
    await paid(bed, 'ada-1', 7);
    await paid(bed, 'ada-2', 800, 2);
    await asked;
    bed.shop.upcast = toCents;
    expect(await watch.next()).toMatchObject(shown('ada-1', 700));
    expect(await watch.next()).toMatchObject(shown('ada-2', 800));
  });
});
