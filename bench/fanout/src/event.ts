/** What is published: about 300 bytes as a client sees it. */
export interface StockEvent {
  readonly productId: string;
  readonly inStock: number;
  /** When it was published, ms since 1970. */
  readonly at: number;
  readonly note: string;
}

const NOTE = 'x'.repeat(200);

export function anEvent(stream: number, count: number): StockEvent {
  return { productId: `p${stream}`, inStock: count, at: Date.now(), note: NOTE };
}

export const TYPES = `
type StockChanged { productId: ID! inStock: Int! at: Float! note: String! }
type Subscription { stockChanged(productId: ID): StockChanged! }
`;

/** What a client subscribes with. */
export function subscription(stream: number): object {
  return {
    query: 'subscription ($id: ID) { stockChanged(productId: $id) { productId inStock at note } }',
    variables: { id: `p${stream}` },
  };
}
