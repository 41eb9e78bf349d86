import { withoutRepeats } from './check-numbers.js';
import type { Evidence } from './evidence.js';
import type { Finding } from './finding.js';

/** The stock adds up, now and at each step that was told on the way. */
export function checkStock(evidence: Evidence): Finding[] {
  return [...checkSum(evidence), ...checkSteps(evidence)];
}

function checkSum({ stock, reservations }: Evidence): Finding[] {
  const findings: Finding[] = [];
  for (const [id, { before, now }] of stock) {
    const taken = reservations
      .filter(({ productId }) => productId === id)
      .reduce((sum, { quantity }) => sum + quantity, 0);
    if (before - taken === now) continue;
    const kind = before - taken > now ? 'twice' : 'lost';
    const text = `Product ${id} had ${before} pieces, ${taken} are reserved, and ${now} are left: ${before - taken - now} too few.`;
    findings.push({ kind, text });
  }
  return findings;
}

/**
 * StockChanged tells the stock after each change. Each order takes or gives back one piece, so each
 * number is one beside the number before it: a gap, a repeat or a swap in the product's order of
 * effects shows here even where the sum is right.
 */
function checkSteps({ events, stock }: Evidence): Finding[] {
  const last = new Map<string, number>();
  const findings: Finding[] = [];
  for (const { record, offset } of withoutRepeats(events)) {
    if (record.type !== 'inventory.StockChanged') continue;
    const { productId, inStock } = record.data as { productId: string; inStock: number };
    const before = last.get(productId);
    // What was told before the run is none of its business.
    if (before === undefined && inStock !== stock.get(productId)?.before) continue;
    last.set(productId, inStock);
    if (before === undefined || Math.abs(before - inStock) === 1) continue;
    const text = `Stock of ${productId} is told as ${before} and then as ${inStock} (number ${record.publishNumber} at ${offset}), though orders take one piece each.`;
    findings.push({ kind: 'out-of-order', text });
  }
  for (const [productId, told] of last) {
    const now = stock.get(productId)?.now;
    if (now === told) continue;
    const text = `Stock of ${productId} is ${now}, and was told last as ${told}.`;
    findings.push({ kind: 'lost', text });
  }
  return findings;
}
