import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serveSite, type Site } from './serve-site.js';

async function start(gateway: () => string | undefined = () => undefined): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'site-'));
  mkdirSync(join(folder, 'site/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'site/index.html'), '<h1>Shop</h1>');
  writeFileSync(join(folder, 'site/assets/a-1.js'), 'export {};');
  const site = await serveSite({
    folder: join(folder, 'site'),
    host: '127.0.0.1',
    port: 0,
    gateway,
  });
  onTestFinished(async () => {
    await site.close();
    rmSync(folder, { recursive: true });
  });
  return site;
}

test('serves the page, which may run its own scripts alone', async () => {
  const { url, origins } = await start();
  const page = await fetch(url);
  expect(await page.text()).toBe('<h1>Shop</h1>');
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  const etag = page.headers.get('etag') ?? '';
  expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const { port } = new URL(url);
  expect(origins).toEqual([`http://127.0.0.1:${port}`, `http://localhost:${port}`]);
});

test('lets browsers keep what never changes', async () => {
  const { url } = await start();
  const script = await fetch(new URL('assets/a-1.js', url));
  expect(script.headers.get('content-type')).toContain('javascript');
  expect(script.headers.get('cache-control')).toContain('immutable');
});

test('serves nothing from outside of its folder, and takes nothing', async () => {
  const { url } = await start();
  for (const path of ['%2e%2e/secret.txt', '..%2fsecret.txt', 'assets/../../secret.txt', 'none']) {
    expect((await fetch(new URL(path, url))).status).toBe(404);
  }
  expect((await fetch(url, { method: 'POST' })).status).toBe(405);
});

test('tells the page its gateway once that is known', async () => {
  const known: string[] = [];
  const { url } = await start(() => known[0]);
  expect((await fetch(new URL('config.json', url))).status).toBe(503);
  known.push('http://127.0.0.1:4000/graphql');
  expect(await (await fetch(new URL('config.json', url))).json()).toEqual({ url: known[0] });
});
