import type { DeadLetterSummary } from '@metamorphosis/contract';
import { table } from '../status/table.js';

/** The id by which the command line names a dead letter. */
function idOf({ service, id }: Pick<DeadLetterSummary, 'service' | 'id'>): string {
  return `${service}/${id}`;
}

/** Dead letters as a table. */
export function letterTable(letters: readonly DeadLetterSummary[], width: number): string {
  const columns = [
    ...[{ title: 'ID' }, { title: 'PARKED' }, { title: 'CONSUMER' }, { title: 'RECORD' }],
    ...[{ title: 'KEY' }, { title: 'TRIES', align: 'right' as const }],
    ...[{ title: 'CODE' }, { title: 'MESSAGE' }],
  ];
  const rows = letters.map((letter) => [
    ...[idOf(letter), letter.at.slice(0, 19).replace('T', ' '), letter.consumer],
    ...[letter.type ?? `${letter.topic}/${letter.partition}/${letter.offset}`, letter.key ?? ''],
    ...[String(letter.attempts), letter.code, oneLine(letter.message)],
  ]);
  return table(columns, rows, width);
}

/** All that is known of one dead letter. */
export function letterPage(letter: DeadLetterSummary): string {
  const { topic, partition, offset } = letter;
  const facts: readonly (readonly [string, string])[] = [
    ['id', idOf(letter)],
    ['parked', letter.at],
    ['consumer', letter.consumer],
    ['record', `${letter.type ?? 'undecodable'} ${letter.recordId ?? ''}`.trimEnd()],
    ['origin', `${topic}, partition ${partition}, offset ${offset}`],
    ['key', letter.key ?? '(none)'],
    ['attempts', String(letter.attempts)],
    ['code', letter.code],
    ['message', letter.message],
  ];
  const lines = facts.map(([name, value]) => `${name.padEnd(10)}${value}`);
  const stack = letter.stack === undefined ? [] : ['', letter.stack];
  return [...lines, ...stack, '', letter.value ?? '(no value)'].join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
