/** A mistake as an author makes it: the files of a project, by service. */
export interface Case {
  /** What went wrong, as a heading. */
  readonly what: string;
  /** SDL by service; one file is that of `shop`. */
  readonly sdl: string | Readonly<Record<string, string>>;
}

/** An entity and a query, which a file needs to be whole. */
export const ORDER = 'type Order @key(fields: "id") { id: ID! }\ntype Query { order: Order }\n';

/** An event beside them. */
export const PAID = `${ORDER}type Paid @event(key: "orderId") { orderId: ID! cents: Int! }\n`;
