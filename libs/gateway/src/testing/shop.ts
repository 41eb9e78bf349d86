import type { CommandUpdate } from '@metamorphosis/contract';
import { SubgraphServer } from '@metamorphosis/federation/testing';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@inaccessible"])
`;

// As codegen writes them: the shared types of every service.
const SHARED = `
enum CommandState { ACCEPTED STARTED RETRYING SUCCEEDED REJECTED FAILED }
type CommandReceipt @shareable { commandId: ID! acceptedAt: DateTime! state: CommandState! }
type CommandError @shareable { code: String! message: String! }
type Command @shareable {
  id: ID! name: String! state: CommandState! acceptedAt: DateTime! attempts: Int! error: CommandError
}
scalar DateTime
scalar JSON
`;

export const CUSTOMERS = `${LINK}${SHARED}
type Query {
  customer(id: ID!): Customer
  _commandUpdate(id: ID!): JSON @inaccessible @shareable
}
type Customer @key(fields: "id") { id: ID! name: String! }
`;

const RESULT = `
union PlaceOrderResult = Order | TooManyOpenOrders
type TooManyOpenOrders @shareable { limit: Int! open: Int! }
type PlaceOrderUpdate @shareable {
  commandId: ID! state: CommandState! result: PlaceOrderResult progress: JSON error: CommandError at: DateTime!
}
`;

export const ORDERS = `${LINK}${SHARED}${RESULT}
type Query {
  order(id: ID!): Order
  broken: String
  placeOrderResult(commandId: ID!): PlaceOrderUpdate
  _command(id: ID!): Command @inaccessible @shareable
  _commandUpdate(id: ID!): JSON @inaccessible @shareable
  _upcastEvents(events: [JSON!]!): [JSON!]! @inaccessible @shareable
}
type Mutation {
  placeOrder(customerId: ID!, quantity: Int! = 1): PlaceOrderResult!
  _cancelCommand(id: ID!): JSON @inaccessible @shareable
}
type Order @key(fields: "id") { id: ID! total: Int! customer: Customer! }
type Customer @key(fields: "id") { id: ID! orders: [Order!]! }
`;

export const ORDERS_EVENTS = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@composeDirective"])
  @link(url: "https://metamorphosis.dev/spec/v1.0", import: ["@subscribe"])
  @link(url: "https://metamorphosis.dev/event-forms/v1.0", import: ["@event"])
  @composeDirective(name: "@subscribe") @composeDirective(name: "@event")
directive @subscribe(to: String, filter: String) on FIELD_DEFINITION
directive @event(version: Int!) on OBJECT
${SHARED}${RESULT}
type Order @key(fields: "id", resolvable: false) { id: ID! }
interface OrderEvent { orderId: ID! customerId: ID! }
type OrderPlaced implements OrderEvent { orderId: ID! customerId: ID! note: String order: Order! }
type OrderCancelled implements OrderEvent { orderId: ID! customerId: ID! reason: String }
type OrderPaid @event(version: 2) { orderId: ID! cents: Int! order: Order! }
type Subscription {
  orderPaid(cents: Int): OrderPaid! @subscribe(to: "OrderPaid")
  orderPlaced(customerId: ID): OrderPlaced! @subscribe(to: "OrderPlaced")
  orderEvent(customerId: ID): OrderEvent! @subscribe(to: "OrderEvent")
  orderCancelled: OrderCancelled! @subscribe
  orderNoted(customerId: ID, notes: [String!]): OrderPlaced!
    @subscribe(to: "OrderPlaced", filter: "note IN $notes AND NOT note = null")
  placeOrderResult(commandId: ID!): PlaceOrderUpdate @subscribe
}
`;

const customers: Readonly<Record<string, string>> = { ada: 'Ada', grace: 'Grace' };
type Args = Readonly<Record<string, string>>;

/** Two services whose resolvers tests may bend. */
export interface Shop extends AsyncDisposable {
  readonly customers: SubgraphServer;
  readonly orders: SubgraphServer;
  /** What the orders service's own store knows of commands. */
  readonly outcomes: Map<string, CommandUpdate>;
  /** The commands that the orders service cancelled. */
  readonly cancelled: string[];
  /** What placing an order throws. */
  fail: Error | undefined;
  /** What the orders service makes of its own older events; throws while a process answers that cannot. */
  upcast: (event: { readonly version: number; readonly data: never }) => object;
  /** What an order waits for. */
  hold: Promise<void> | undefined;
  /** What a customer waits for that is asked for by its key. */
  holdCustomer: Promise<void> | undefined;
  /** What an order waits for that is asked for by its key. */
  holdReference: ((id: string) => Promise<void> | undefined) | undefined;
}

/** Starts both on free ports. */
export async function startShop(): Promise<Shop> {
  const outcomes = new Map<string, CommandUpdate>();
  const cancelled: string[] = [];
  const order = ({ id }: Args): unknown => ({
    __typename: 'Order',
    id,
    total: 500,
    customer: { id: id?.split('-')[0] },
  });
  const customersServer = await SubgraphServer.start('customers', CUSTOMERS, {
    Query: {
      customer: (_: unknown, { id = '' }: Args) => customers[id] && { id, name: customers[id] },
      _commandUpdate: () => null,
    },
    Customer: {
      __resolveReference: async ({ id = '' }: Args) => {
        await shop.holdCustomer;
        return customers[id] && { id, name: customers[id] };
      },
    },
  });
  const ordersServer = await SubgraphServer.start(
    'orders',
    ORDERS,
    {
      Query: {
        order: async (_: unknown, args: Args) => {
          await shop.hold;
          return order(args);
        },
        broken: () => {
          throw new Error('password of the database is hunter2');
        },
        _commandUpdate: (_: unknown, { id = '' }: Args) => outcomes.get(id) ?? null,
        _upcastEvents: (_: unknown, { events }: { readonly events: readonly never[] }) =>
          events.map((event) => shop.upcast(event)),
      },
      Mutation: {
        placeOrder: async (_: unknown, { customerId }: Args) => {
          await shop.hold;
          if (shop.fail) throw shop.fail;
          return order({ id: `${customerId}-1` });
        },
        _cancelCommand: (_: unknown, { id = '' }: Args) => {
          if (shop.fail) throw shop.fail;
          cancelled.push(id);
          return {
            commandId: id,
            name: 'orders.placeOrder',
            state: 'REJECTED',
            version: 1,
            acceptedAt: '2026-11-21T09:00:00.000Z',
            at: '2026-11-21T09:00:00.000Z',
            attempts: 0,
            error: { code: 'CANCELLED', message: 'It was cancelled.' },
          } satisfies CommandUpdate;
        },
      },
      Order: {
        __resolveReference: async (args: Args) => {
          await shop.holdReference?.(args['id'] ?? '');
          return order(args);
        },
      },
      Customer: {
        __resolveReference: (ref: unknown) => ref,
        orders: ({ id }: Args) => [order({ id: `${id}-1` })],
      },
    },
    ORDERS_EVENTS,
  );
  const shop: Shop = {
    customers: customersServer,
    orders: ordersServer,
    outcomes,
    cancelled,
    fail: undefined,
    upcast: () => {
      throw new Error('there is no older event');
    },
    hold: undefined,
    holdReference: undefined,
    holdCustomer: undefined,
    async [Symbol.asyncDispose]() {
      await customersServer[Symbol.asyncDispose]();
      await ordersServer[Symbol.asyncDispose]();
    },
  };
  return shop;
}
