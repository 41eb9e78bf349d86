import { withoutRepeats } from './check-numbers.js';
import type { Evidence, LoggedRecord, OrderRow } from './evidence.js';
import type { Finding } from './finding.js';

/** How an order may go: it is placed, then confirmed or refused or taken back; a confirmed one may be taken back. */
const CHAINS = [
  'PLACED',
  'PLACED CONFIRMED',
  'PLACED REFUSED',
  'PLACED CANCELLED',
  'PLACED CONFIRMED CANCELLED',
];

/** The events on the log are those of the effects in the databases: each once, each order's in their order. */
export function checkChains(evidence: Evidence): Finding[] {
  const events = withoutRepeats(evidence.events);
  const orders = new Map(evidence.orders.map((order) => [order.id, order]));
  return [...checkOrderChains(events, orders), ...checkReservations(evidence, events)];
}

interface OrderEvent {
  readonly orderId: string;
  readonly status?: string;
}

function checkOrderChains(
  events: readonly LoggedRecord[],
  orders: ReadonlyMap<string, OrderRow>,
): Finding[] {
  const chains = new Map<string, string[]>();
  for (const { record } of events) {
    if (record.type !== 'orders.OrderPlaced' && record.type !== 'orders.OrderStatusChanged')
      continue;
    const { orderId, status = 'PLACED' } = record.data as OrderEvent;
    const chain = chains.get(orderId) ?? [];
    chains.set(orderId, [...chain, status]);
  }
  const findings: Finding[] = [];
  for (const [id, { customerId, status }] of orders) {
    const chain = chains.get(id) ?? [];
    const expected = status === 'PENDING' ? 'PLACED' : status;
    const shown = chain.length === 0 ? 'no events' : `the events ${chain.join(', ')}`;
    const who = `Order ${id} (customer ${customerId}) is ${status} in the database and has ${shown} on the log`;
    if (!chain.includes('PLACED')) {
      findings.push({ kind: 'lost', text: `${who}: OrderPlaced is missing.` });
    } else if (!chain.includes(expected)) {
      findings.push({ kind: 'lost', text: `${who}: ${expected} is missing.` });
    } else if (new Set(chain).size !== chain.length) {
      findings.push({ kind: 'twice', text: `${who}: one of them was published twice.` });
    } else if (!CHAINS.includes(chain.join(' ')) || chain.at(-1) !== expected) {
      findings.push({ kind: 'out-of-order', text: `${who}: they stand in the wrong order.` });
    }
  }
  for (const [id, chain] of chains) {
    if (orders.has(id)) continue;
    const text = `Order ${id} is not in the database, and the log says ${chain.join(', ')}.`;
    findings.push({ kind: 'twice', text });
  }
  return findings;
}

/** Inventory handled each placed order once, and said so. */
function checkReservations(
  { orders, reservations }: Evidence,
  events: readonly LoggedRecord[],
): Finding[] {
  const answers = new Map<string, string[]>();
  for (const { record } of events) {
    if (record.type !== 'inventory.StockReserved' && record.type !== 'inventory.StockShort')
      continue;
    const { orderId } = record.data as OrderEvent;
    answers.set(orderId, [...(answers.get(orderId) ?? []), record.type.slice('inventory.'.length)]);
  }
  const reserved = new Set(reservations.map(({ orderId }) => orderId));
  const findings: Finding[] = [];
  for (const { id, status } of orders) {
    const given = answers.get(id) ?? [];
    const who = `Order ${id} (${status})`;
    if (given.length === 0) {
      findings.push({ kind: 'lost', text: `${who} got no answer from inventory.` });
    } else if (given.length > 1) {
      findings.push({ kind: 'twice', text: `${who} got ${given.join(' and ')} from inventory.` });
    }
    const stands = reserved.delete(id);
    if ((status === 'CONFIRMED') === stands) continue;
    const text = stands
      ? `${who} has pieces reserved.`
      : `${who} has no pieces reserved, though it was confirmed.`;
    findings.push({ kind: stands ? 'left-over' : 'lost', text });
  }
  for (const id of reserved) {
    findings.push({
      kind: 'twice',
      text: `Pieces are reserved for order ${id}, which there is not.`,
    });
  }
  return findings;
}
