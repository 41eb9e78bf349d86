import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Platform } from '../platform/platform.js';
import { STACKS } from '../platform/stack.js';
import { until } from '../platform/until.js';

const REGISTER = /* GraphQL */ `
  mutation Register($input: RegisterCustomerInput!) {
    registerCustomerAsync(input: $input) {
      commandId
    }
  }
`;
const CUSTOMERS = 40;

interface Mail {
  readonly key: string;
  readonly to: string;
}

function mailsBelow(data: string): readonly Mail[] {
  const folder = join(data, 'mails');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Mail);
}

describe.each(STACKS)('on %s', (stack) => {
  test('each new customer gets one mail, also when the worker is killed while it sends', async () => {
    await using platform = await Platform.start(stack, { without: ['inventory', 'orders'] });
    const addresses = Array.from({ length: CUSTOMERS }, (_, n) => `new-${n}@example.org`);
    // Nobody waits: on Kafka it takes a session timeout until the next worker has the partitions.
    await Promise.all(
      addresses.map((email) => platform.ask(REGISTER, { input: { name: email, email } })),
    );
    const mails = (): readonly Mail[] =>
      mailsBelow(platform.env.METAMORPHOSIS_DATA).filter(({ to }) => to.startsWith('new-'));
    await until(
      'the first mail is sent',
      async () => mails().length,
      (sent) => sent > 0,
      60_000,
    );
    process.kill(platform.workerPid('customers'), 'SIGKILL');
    await until(
      'all mails are sent',
      async () => mails().length,
      (sent) => sent >= CUSTOMERS,
      60_000,
    );
    expect(
      mails()
        .map(({ to }) => to)
        .sort(),
    ).toEqual([...addresses].sort());
  }, 240_000);
});
