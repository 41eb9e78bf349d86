import {
  newEvent,
  type CommandHandler,
  type EventContextOf,
  type EventDefinition,
  type PublishableEvent,
  type ReceivedEvent,
} from '@metamorphosis/core';
import { EventConsumer, runWorker, serviceModule } from '@metamorphosis/nest';
import { openService } from '@metamorphosis/wiring';
import { Booked, charge, paid, upcasts, type Build } from './payments.ts';

// A worker process of one of two builds: `node payments-worker.ts <shop or books> <old or new>`.
const [service = '', age] = process.argv.slice(2);
const build = age as Build;
const Paid = paid(build);

class Charge implements CommandHandler<DataOf<typeof Paid>, unknown, never> {
  readonly command = 'charge';

  handle(
    args: DataOf<typeof Paid>,
    { publish }: { readonly publish: (event: PublishableEvent) => void },
  ): Promise<object> {
    publish(newEvent(Paid, args));
    return Promise.resolve({ orderId: args.orderId });
  }
}

type DataOf<Event> = Event extends EventDefinition<string, infer Data> ? Data : never;

class BooksConsumer {
  handle(
    { data }: ReceivedEvent<typeof Paid>,
    { publish }: EventContextOf<never, 'effectively-once'>,
  ): Promise<void> {
    const cents = 'cents' in data ? data.cents : data.euros * 100;
    publish(newEvent(Booked, { orderId: data.orderId, cents, by: build }));
    return Promise.resolve();
  }
}
EventConsumer([Paid])(BooksConsumer);

const isShop = service === 'shop';
function commandHandlers(): Parameters<typeof serviceModule>[0]['commands'] {
  return isShop ? { charge: Charge } : {};
}
const module = serviceModule({
  definition: {
    ...{ name: service, subgraphSdl: '', eventsSdl: '', queries: [], entities: [] },
    commands: isShop ? [charge(build)] : [],
    events: isShop ? [Paid] : [Booked],
  },
  ...{ queries: class NoQueries {}, entities: {}, migrations: {} },
  commands: commandHandlers(),
  consumers: isShop ? [] : [BooksConsumer],
  upcasts: build === 'new' ? upcasts : [],
});
await runWorker(module, (parts) => openService(service, 'worker', parts));
