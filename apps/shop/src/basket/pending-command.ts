const KEY = 'shop.pending-order';

/** The order that was under way when this tab was last loaded. */
export function pendingCommand(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

/** Remembers the order that is under way, for this tab. */
export function rememberPending(commandId: string): void {
  sessionStorage.setItem(KEY, commandId);
}

export function forgetPending(): void {
  sessionStorage.removeItem(KEY);
}
