import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '@metamorphosis/core';
import { optionsOfConfig } from './options-of-config.js';
import { readGatewayConfig } from './read-gateway-config.js';

const GUIDE = join(import.meta.dirname, '../../../../docs/guides/gateway.md');
const blocks = [...readFileSync(GUIDE, 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map(
  ([, text = '']) => text,
);

it.each(blocks)('the guide shows what gateway.yaml may say: %s', (shown) => {
  const folder = mkdtempSync(join(tmpdir(), 'metamorphosis-guide-'));
  const ending = new AbortController();
  onTestFinished(() => {
    ending.abort();
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'persisted-documents.json'), '{}');
  const text = shown.includes('supergraph:') ? shown : `supergraph: { file: a }\n${shown}`;
  const config = readGatewayConfig({ file: { name: 'gateway.yaml', text }, environment: {} });
  const polling = { logger: silentLogger, signal: ending.signal };
  expect(optionsOfConfig(config, folder, polling).port).toBe(4000);
});

it('the guide shows some', () => expect(blocks.length).toBeGreaterThan(4));
