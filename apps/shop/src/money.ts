const EUROS = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });

/** Cents as a price. */
export function money(cents: number): string {
  return EUROS.format(cents / 100);
}
