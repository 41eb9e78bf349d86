/** Documents that several scenarios send. */
export const PLACE = /* GraphQL */ `
  mutation Place($input: PlaceOrderInput!, $key: ID) {
    placeOrder(input: $input, idempotencyKey: $key) {
      __typename
      ... on Order {
        id
        status
      }
      ... on TooManyOpenOrders {
        limit
        open
      }
    }
  }
`;

export const PLACE_ASYNC = /* GraphQL */ `
  mutation PlaceAsync($input: PlaceOrderInput!, $key: ID) {
    placeOrderAsync(input: $input, idempotencyKey: $key) {
      commandId
      acceptedAt
      state
    }
  }
`;

export const RESULT = /* GraphQL */ `
  query Result($id: ID!) {
    placeOrderResult(commandId: $id) {
      commandId
      state
      result {
        __typename
        ... on Order {
          id
          status
        }
        ... on TooManyOpenOrders {
          limit
          open
        }
      }
      error {
        code
        message
      }
    }
  }
`;

export const ORDER = /* GraphQL */ `
  query Order($id: ID!) {
    order(id: $id) {
      status
      reason
      total
      customer {
        name
      }
      lines {
        quantity
        price
        product {
          name
          price
        }
      }
    }
  }
`;

export const STOCK = /* GraphQL */ `
  query Stock($id: ID!) {
    product(id: $id) {
      inStock
    }
  }
`;

/** An order of one product. */
export const orderOf = (
  customerId: string,
  productId = 'p1',
  quantity = 1,
): { customerId: string; lines: { productId: string; quantity: number }[] } => ({
  customerId,
  lines: [{ productId, quantity }],
});
