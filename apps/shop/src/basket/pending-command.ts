const KEY = 'shop.pending-order';

/** An order that is under way. */
export interface PendingOrder {
  readonly commandId: string;
  /** Who ordered. */
  readonly customerId: string;
}

/** The order that was under way when this tab was last loaded. */
export function pendingOrder(): PendingOrder | undefined {
  const kept = sessionStorage.getItem(KEY);
  return kept === null ? undefined : (JSON.parse(kept) as PendingOrder);
}

/** Remembers the order that is under way, for this tab. */
export function rememberPending(order: PendingOrder): void {
  sessionStorage.setItem(KEY, JSON.stringify(order));
}

export function forgetPending(): void {
  sessionStorage.removeItem(KEY);
}
