import type { NodeFacts } from '@metamorphosis/contract';
import type { Presence } from '@metamorphosis/core';
import { nodeFactsOf } from './node-facts.js';

/** A node that is there, or was lost. */
export interface KnownNode {
  readonly name: string;
  readonly incarnation: string;
  readonly facts: NodeFacts;
  /** Since when it is lost, milliseconds since the epoch; undefined while it is there. */
  readonly lostAt: number | undefined;
  /** Whether the board listed it just now; it may be there all the same, when the board has lost it. */
  readonly isListed: boolean;
}

interface Remembered extends KnownNode {
  /** When it was first seen with these facts. */
  readonly renewedAt: number;
}

/** A node renews every 2 s and is forgotten by the board after 6: who goes sooner than this took leave. */
const TOOK_LEAVE_MS = 3500;
/** How long the board must have answered before what it does not know counts as gone: nodes renew by then. */
const SETTLED_MS = 6000;
/** How long a lost node is told about. */
const REMEMBER_MS = 10 * 60_000;

/** What is known of nodes: from what the board lists, and from what it lists no more. */
export class KnownNodes {
  private known: ReadonlyMap<string, Remembered> = new Map();
  private settledAt = 0;

  /** By name. */
  get all(): readonly KnownNode[] {
    return [...this.known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The board was away, or lost everything: nodes have to announce themselves again first. */
  boardWasAway(now: number): void {
    this.settledAt = now + SETTLED_MS;
  }

  /** Takes in what the board lists now. */
  update(listed: readonly Presence[], now: number): void {
    const next = new Map<string, Remembered>();
    for (const presence of listed) next.set(presence.name, this.present(presence, now));
    for (const node of this.known.values()) {
      const kept = next.has(node.name) ? undefined : this.absent(node, now);
      if (kept) next.set(node.name, kept);
    }
    this.known = next;
  }

  private present({ name, incarnation, facts: announced }: Presence, now: number): Remembered {
    const before = this.known.get(name);
    const facts = nodeFactsOf(announced);
    const isOld = before?.incarnation === incarnation && before.facts.at === facts.at;
    const renewedAt = isOld ? before.renewedAt : now;
    return { name, incarnation, facts, renewedAt, lostAt: undefined, isListed: true };
  }

  private absent(last: Remembered, now: number): Remembered | undefined {
    const node = { ...last, isListed: false };
    if (node.lostAt !== undefined) {
      return now - node.lostAt > REMEMBER_MS ? undefined : node;
    }
    if (node.facts.stopping === true) return undefined;
    if (now < this.settledAt) return node;
    if (now - node.renewedAt < TOOK_LEAVE_MS) return undefined;
    return { ...node, lostAt: now };
  }
}
