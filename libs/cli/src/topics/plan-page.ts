import type { TopicSpec } from '@metamorphosis/core';
import { counted } from '../terminal/counted.js';
import type { Terminal } from '../terminal/terminal.js';
import type { TopicStep } from './topic-plan.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The plan as a difference: `+` is made, `!` differs. */
export function planPage(steps: readonly TopicStep[], paint: Terminal['paint']): string {
  const lines = steps.flatMap((step) => {
    const { name, partitions } = step.topic;
    if (step.kind === 'create') {
      return [
        paint('green', `+ ${name}  ${counted(partitions, 'partition')}, ${keeping(step.topic)}`),
      ];
    }
    if (step.kind === 'keep') return [];
    return [
      paint('yellow', `! ${name}  ${step.partitions} partitions, new ones get ${partitions}`),
      paint(
        'dim',
        '    It stays so: more partitions would put keys elsewhere, out of their order.',
      ),
    ];
  });
  const count = (kind: TopicStep['kind']): number =>
    steps.filter((one) => one.kind === kind).length;
  const sum = `${count('create')} to create, ${count('differs')} different, ${count('keep')} as wanted.`;
  return [...lines, sum].join('\n');
}

function keeping({ retentionMs = 'unlimited', compacted }: TopicSpec): string {
  if (compacted) return 'compacted';
  return retentionMs === 'unlimited' ? 'kept without limit' : `kept ${retentionMs / DAY_MS} days`;
}
