import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished, vi } from 'vitest';
import { probes } from '../services/probe.ts';
import type { Provision } from '../services/service.ts';

const fixture = join(import.meta.dirname, 'fixtures/hold-and-wait.ts');

it('leaves no server behind when the process that asked for them is killed outright', async () => {
  const { KAFKA_BROKERS: _, REDIS_URL: __, DATABASE_URL: ___, ...environment } = process.env;
  const asker = spawn(process.execPath, [fixture], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: environment,
  });
  onTestFinished(() => void asker.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: asker.stdout }), 'line')) as [string];
  const provisions = (JSON.parse(line) as Provision[]).filter(
    (provision) => provision.from !== 'missing',
  );
  expect(provisions.map(({ name }) => name)).toEqual(['kafka', 'redis', 'postgres']);
  for (const { name, url } of provisions) await probes[name](url);

  asker.kill('SIGKILL');

  for (const { name, url } of provisions) {
    await vi.waitFor(() => expect(probes[name](url)).rejects.toThrow(), {
      timeout: 40_000,
      interval: 200,
    });
  }
}, 120_000);
