import { errors, type DeadLetterFilter, type DeadLetterPage } from '@metamorphosis/contract';
import type { Operations } from '../calls/operations.js';
import type { KnownNode } from '../web/known-nodes.js';

/** A page of the dead letters of one service or of several, oldest first. */
export interface DeadLetterConnection {
  readonly edges: readonly { readonly cursor: string; readonly node: Letter }[];
  readonly nodes: readonly Letter[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
  readonly unanswered: readonly { readonly service: string; readonly reason: string }[];
}

type Letter = DeadLetterPage['letters'][number];

/** Where a page ended in the list of each service: the id that was read last. */
type Place = Readonly<Record<string, string>>;

/**
 * Reads a page from a node of each service. Services of which none answers are named, not hidden.
 * Throws VALIDATION_FAILED for a cursor that is none.
 */
export async function deadLetterPage(
  operations: Operations,
  services: ReadonlyMap<string, readonly KnownNode[]>,
  filter: DeadLetterFilter,
  page: { readonly first: number; readonly after: string | undefined },
): Promise<DeadLetterConnection> {
  const { first, after } = page;
  const place = after === undefined ? {} : placeOf(after);
  const unanswered: { service: string; reason: string }[] = [];
  const pages = await Promise.all(
    [...services].map(async ([service, nodes]) => {
      const last = place[service];
      const asked = await operations.askOne(nodes, {
        kind: 'dead-letters',
        service,
        request: {
          kind: 'list',
          filter,
          limit: Math.max(first, 1),
          ...(last !== undefined && { after: last }),
        },
      });
      const found = asked?.reply.outcome === 'DONE' ? pageOf(asked.reply.value) : undefined;
      if (!found) {
        const reason = asked?.reply.reason ?? 'No node of the service answered in time.';
        unanswered.push({ service, reason });
      }
      return found ?? { letters: [], hasMore: false, total: 0 };
    }),
  );
  const all = pages.flatMap(({ letters }) => letters).sort(oldestFirst);
  let now = place;
  const edges = all.slice(0, first).map((node) => {
    now = { ...now, [node.service]: node.id };
    return { cursor: cursorOf(now), node };
  });
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: all.length > edges.length || pages.some(({ hasMore }) => hasMore),
      hasPreviousPage: after !== undefined,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: pages.reduce((sum, { total }) => sum + total, 0),
    unanswered: unanswered.sort((a, b) => (a.service < b.service ? -1 : 1)),
  };
}

/** By time; letters of one service keep the order in which it gave them. */
function oldestFirst(a: Letter, b: Letter): number {
  if (a.service === b.service) return 0;
  return Date.parse(a.at) - Date.parse(b.at) || (a.service < b.service ? -1 : 1);
}

function pageOf(value: unknown): DeadLetterPage | undefined {
  const page = value as Partial<DeadLetterPage> | undefined;
  return page && Array.isArray(page.letters) ? (page as DeadLetterPage) : undefined;
}

function cursorOf(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function placeOf(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const isPlace =
      typeof place === 'object' &&
      place !== null &&
      Object.values(place).every((id) => typeof id === 'string');
    if (isPlace) return place as Place;
  } catch {
    // Told below, as any other text that is no cursor.
  }
  throw errors.VALIDATION_FAILED([
    `after is "${cursor}", which is no cursor of this list. Send a cursor as you received it.`,
  ]);
}
