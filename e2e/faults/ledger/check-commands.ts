import type { Evidence, LoggedRecord } from './evidence.js';
import type { Finding } from './finding.js';

const TERMINAL = ['SUCCEEDED', 'REJECTED', 'FAILED'];

/** Every accepted command has one outcome, and callers were told that one. */
export function checkCommands(evidence: Evidence): Finding[] {
  return [...checkOutcomes(evidence), ...checkAnswers(evidence)];
}

function checkOutcomes({ sent, commands, outcomes }: Evidence): Finding[] {
  const findings: Finding[] = [];
  const logged = new Map(commands.map((command) => [command.record.id as string, command]));
  const miss = (id: string, who: string): void => {
    const outcome = outcomes.get(id);
    if (outcome && TERMINAL.includes(outcome.state)) return;
    const lies = logged.get(id);
    const where = lies ? `lies on ${placeOf(lies)}` : 'does not lie on the log';
    const stands = outcome ? `stands at ${outcome.state}` : 'has no outcome';
    findings.push({
      kind: 'lost',
      text: `${who} ${stands}; the record ${where}${lies ? `, key ${lies.record.key}` : ''}.`,
    });
  };
  for (const { n, key, told } of sent) {
    if (told.kind === 'accepted') {
      miss(told.commandId, `Command ${told.commandId} (number ${n}, key ${key}) was accepted, and`);
      logged.delete(told.commandId);
    } else if (told.kind === 'unknown') {
      findings.push({
        kind: 'lost',
        text: `Command number ${n} (key ${key}) was never accepted, however often it was sent: ${told.reason}.`,
      });
    }
  }
  for (const id of logged.keys()) miss(id, `Command ${id}`);
  for (const [id, { state, error }] of outcomes) {
    if (state !== 'FAILED') continue;
    const text = `Command ${id} FAILED (${error?.code}), and nothing in this load deserves to fail.`;
    findings.push({ kind: 'contradiction', text });
  }
  return findings;
}

/** A caller who waited was told what the database holds. */
function checkAnswers({ sent, outcomes }: Evidence): Finding[] {
  const byOrder = new Map<string, string>();
  for (const { name, result, state } of outcomes.values()) {
    if (name === 'orders.placeOrder' && state === 'SUCCEEDED') {
      byOrder.set((result as { id: string }).id, state);
    }
  }
  const findings: Finding[] = [];
  const answered = new Map<string, number>();
  for (const { n, field, told } of sent) {
    if (field !== 'placeOrder' || told.kind !== 'answered') continue;
    const { __typename, id } = told.result as { __typename: string; id?: string };
    if (__typename !== 'Order' || id === undefined) continue;
    if (!byOrder.has(id)) {
      const text = `The caller of command number ${n} was told of order ${id}, which no outcome names.`;
      findings.push({ kind: 'contradiction', text });
    }
    const other = answered.get(id);
    if (other !== undefined) {
      const text = `The callers of commands number ${other} and ${n} were both told of order ${id}.`;
      findings.push({ kind: 'contradiction', text });
    }
    answered.set(id, n);
  }
  return findings;
}

/** Where a record lies, for people. */
export function placeOf({ topic, partition, offset }: LoggedRecord): string {
  return `${topic}/${partition} at ${offset}`;
}
