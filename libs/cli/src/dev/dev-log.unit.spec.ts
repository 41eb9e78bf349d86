import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { DevLog } from './dev-log.js';

test('each line stands behind who wrote it, in columns, and without colours where nobody sees them', () => {
  const stream = new PassThrough();
  const log = new DevLog(['orders', 'orders workers'], stream);
  log.line('orders', 'listening');
  log.line('orders workers', 'at work');
  log.say('one\n\ntwo\n', 'red');
  expect(String(stream.read())).toBe(
    [
      'orders         │ listening',
      'orders workers │ at work',
      'dev            │ one',
      'dev            │',
      'dev            │ two',
      '',
    ].join('\n'),
  );
  expect(log.hasColours).toBe(false);
});
