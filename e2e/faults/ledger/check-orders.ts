import type { Evidence } from './evidence.js';
import type { Finding } from './finding.js';

/** The orders in the database are those that the outcomes name: none more, none less, each once. */
export function checkOrders({ outcomes, orders }: Evidence): Finding[] {
  const findings: Finding[] = [];
  const namedBy = new Map<string, string>();
  for (const { commandId, name, state, result } of outcomes.values()) {
    if (name !== 'orders.placeOrder' || state !== 'SUCCEEDED') continue;
    const { id } = result as { id: string };
    const other = namedBy.get(id);
    if (other !== undefined) {
      const text = `Commands ${other} and ${commandId} both claim order ${id}.`;
      findings.push({ kind: 'contradiction', text });
    }
    namedBy.set(id, commandId);
  }
  const rows = new Set<string>();
  for (const { id, customerId, status, lines } of orders) {
    rows.add(id);
    if (!namedBy.has(id)) {
      const text = `Order ${id} (customer ${customerId}, ${status}) stands in the database and no outcome names it: a command took effect twice, or without an outcome.`;
      findings.push({ kind: 'twice', text });
    }
    if (lines.length !== 1) {
      const text = `Order ${id} (customer ${customerId}) has ${lines.length} lines; one was ordered.`;
      findings.push({ kind: 'contradiction', text });
    }
    if (status === 'PENDING') {
      const text = `Order ${id} (customer ${customerId}) is still PENDING: an event of its chain was lost on the way.`;
      findings.push({ kind: 'lost', text });
    }
  }
  for (const [id, commandId] of namedBy) {
    if (rows.has(id)) continue;
    const text = `Command ${commandId} succeeded with order ${id}, which is not in the database.`;
    findings.push({ kind: 'lost', text });
  }
  return findings;
}
