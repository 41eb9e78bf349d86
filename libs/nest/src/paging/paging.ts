import { errors } from '@metamorphosis/contract';

const MAX_PAGE = 100;
const DEFAULT_PAGE = 20;

/** Which page is asked for. */
export interface Page {
  /** How many, 0 to 100. */
  readonly first: number;
  /** The place after which the page begins: the id of a row, unless the connection was made of others. */
  readonly after: string | undefined;
}

/** Checks paging arguments. Throws VALIDATION_FAILED. */
export function pageOf(args: {
  /** @default 20 */
  readonly first?: number | null;
  readonly after?: string | null;
}): Page {
  const first = args.first ?? DEFAULT_PAGE;
  if (first < 0 || first > MAX_PAGE) {
    throw errors.VALIDATION_FAILED([
      `first is ${first}; a page has 0 to ${MAX_PAGE} entries. Ask for the rest with after.`,
    ]);
  }
  if (args.after === undefined || args.after === null) return { first, after: undefined };
  const after = Buffer.from(args.after, 'base64url').toString('utf8');
  if (cursorOf(after) !== args.after) {
    throw errors.VALIDATION_FAILED([
      `after is "${args.after}", which is no cursor of this list. Send a cursor as you received it.`,
    ]);
  }
  return { first, after };
}

/** A page in the form of Relay's connections. */
export interface Connection<T> {
  edges: { cursor: string; node: T }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/**
 * A page of rows, of which one more than asked for was read. `placeOf` is what `page.after` is compared with to read the next one:
 * it names a row among the others, in the order in which they are read.
 * @default placeOf `({ id }) => id`
 */
export function connectionOf<T extends { readonly id: string }>(
  rows: readonly T[],
  page: Page,
): Connection<T>;
export function connectionOf<T>(
  rows: readonly T[],
  page: Page,
  placeOf: (row: T) => string,
): Connection<T>;
export function connectionOf<T>(
  rows: readonly T[],
  { first, after }: Page,
  placeOf: (row: T) => string = (row) => (row as { readonly id: string }).id,
): Connection<T> {
  const edges = rows.slice(0, first).map((node) => ({ cursor: cursorOf(placeOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after !== undefined,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** Opaque to clients, so that what it holds may change. */
function cursorOf(id: string): string {
  return Buffer.from(id, 'utf8').toString('base64url');
}
