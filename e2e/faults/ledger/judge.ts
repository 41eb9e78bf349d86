import { checkChains } from './check-chains.js';
import { checkCommands } from './check-commands.js';
import { checkNumbers } from './check-numbers.js';
import { checkOrders } from './check-orders.js';
import { checkStock } from './check-stock.js';
import { checkSubscribers } from './check-subscribers.js';
import { checkTrace } from './check-trace.js';
import type { Evidence } from './evidence.js';
import type { Finding } from './finding.js';

/** Everything that is wrong with a run; nothing, when every promise was kept. */
export function judge(evidence: Evidence): Finding[] {
  return [
    ...checkCommands(evidence),
    ...checkOrders(evidence),
    ...checkNumbers(evidence),
    ...checkChains(evidence),
    ...checkStock(evidence),
    ...checkTrace(evidence),
    ...checkSubscribers(evidence),
    ...checkLeftOver(evidence),
  ];
}

function checkLeftOver({ leftOver }: Evidence): Finding[] {
  return Object.entries(leftOver)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => ({ kind: 'left-over', text: `${name}: ${count} left.` }));
}
