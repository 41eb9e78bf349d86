const KEY = 'shop.pending-order';

/** An order that is under way. */
export interface PendingOrder {
  readonly commandId: string;
  /** Who ordered. */
  readonly customerId: string;
}

/** The order that was under way when this tab was last loaded. */
export function pendingOrder(): PendingOrder | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as PendingOrder | null;
    return kept ?? undefined;
  } catch {
    // Kept in another form, by an older version of this page.
    return undefined;
  }
}

/** Remembers the order that is under way, for this tab. */
export function rememberPending(order: PendingOrder): void {
  sessionStorage.setItem(KEY, JSON.stringify(order));
}

export function forgetPending(): void {
  sessionStorage.removeItem(KEY);
}
