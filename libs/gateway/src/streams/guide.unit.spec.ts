import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startGateway } from '../testing/start-gateway.js';

const GUIDE = new URL('../../../../docs/guides/subscriptions.md', import.meta.url);
const PACKAGE = new URL('../../', import.meta.url);
const guide = await readFile(GUIDE, 'utf8');
const examples = [...guide.matchAll(/^```(sh|js)\n(.*?)^```$/gms)].map(
  ([, language = '', code = '']) => ({ language, code, title: code.trim().split('\n')[0] ?? '' }),
);

describe('the guide to subscriptions', () => {
  it('has an example for each protocol', () => {
    expect(examples).toHaveLength(7);
  });

  it.each(examples)(
    'has an example that runs: $title',
    async ({ language, code }) => {
      // The page of the EventSource is the gateway's own; Node's sends no mark of that.
      const bed = await startGateway({ csrfPrevention: false });
      const { host } = new URL(bed.gateway.url);
      const here = code
        .replaceAll('127.0.0.1:4000', host)
        .replace('EventSource(`/graphql', `EventSource(\`http://${host}/graphql`);
      const child =
        language === 'sh'
          ? spawn('sh', ['-c', `exec ${here}`], { cwd: PACKAGE })
          : spawn(
              process.execPath,
              ['--experimental-eventsource', '--no-warnings', '--input-type=module', '-e', here],
              { cwd: PACKAGE },
            );
      onTestFinished(() => void child.kill('SIGKILL'));
      let output = '';
      const heard = (chunk: Buffer): void => {
        output += chunk.toString();
      };
      child.stdout.on('data', heard);
      child.stderr.on('data', heard);
      const over = once(child, 'exit').then(() => true);
      await expect.poll(() => bed.gateway.load().subscriptions, { timeout: 20_000 }).toBe(1);
      const event = { orderId: 'ada-1', customerId: 'ada', order: { id: 'ada-1' } };
      await bed.publish('OrderPlaced', event);
      await expect.poll(() => output, { timeout: 10_000 }).toContain('ada-1');
      child.kill('SIGKILL');
      await over;
      await expect.poll(() => bed.gateway.load().subscriptions).toBe(0);
    },
    40_000,
  );
});
