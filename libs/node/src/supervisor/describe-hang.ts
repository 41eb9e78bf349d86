import type { ProcessMessage } from '@metamorphosis/contract';

/** What a process said of its hang, in words. */
export function describeHang({
  blockedMs,
  where,
  record,
}: Extract<ProcessMessage, { kind: 'hung' }>): string {
  const at = record
    ? ` while it handled ${record.topic}/${record.partition}/${record.offset} (key ${record.key ?? 'none'}) for ${record.consumer}`
    : '';
  return `its event loop was blocked for ${blockedMs} ms${at}, in ${where}`;
}
