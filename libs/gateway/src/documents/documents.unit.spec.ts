import { hash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryCache, silentLogger, type Logger } from '@metamorphosis/core';
import { startGateway, type TestGateway } from '../testing/start-gateway.js';
import { Watch } from '../testing/watch.js';
import { KnownTexts } from './known-texts.js';
import { readManifest } from './read-manifest.js';
import { watchManifest } from './watch-manifest.js';

const QUERY = '{ customer(id: "ada") { name } }';
const ADA = { data: { customer: { name: 'Ada' } } };
const persisted = (query: string): Record<string, unknown> => ({
  persistedQuery: { version: 1, sha256Hash: hash('sha256', query) },
});
const refused = (code: string): object => ({ errors: [{ extensions: { code } }] });
const ask = async (bed: TestGateway, body: object): Promise<unknown> =>
  (await bed.post(body)).json();

describe('a document that is sent with its hash', () => {
  it('is known by the hash from then on, by POST and by GET', async () => {
    const bed = await startGateway();
    const named = { extensions: persisted(QUERY) };
    expect(await ask(bed, named)).toEqual({
      errors: [
        {
          message: 'PersistedQueryNotFound',
          extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' },
        },
      ],
    });
    expect(await ask(bed, { ...named, query: QUERY })).toEqual(ADA);
    expect(await ask(bed, named)).toEqual(ADA);
    const url = `${bed.gateway.url}?extensions=${encodeURIComponent(JSON.stringify(persisted(QUERY)))}`;
    const byGet = await fetch(url, { headers: { 'graphql-require-preflight': '1' } });
    expect(await byGet.json()).toEqual(ADA);
    expect(await ask(bed, { documentId: `sha256:${hash('sha256', QUERY)}` })).toEqual(ADA);
  });

  it('is refused with another hash, and not kept unless it is valid', async () => {
    const bed = await startGateway();
    const wrong = { query: QUERY, extensions: persisted('{ other }') };
    expect(await ask(bed, wrong)).toMatchObject(refused('BAD_REQUEST'));
    const invalid = { extensions: persisted('{ nothing }') };
    expect(await ask(bed, { ...invalid, query: '{ nothing }' })).toMatchObject(
      refused('GRAPHQL_VALIDATION_FAILED'),
    );
    expect(await ask(bed, invalid)).toMatchObject(refused('PERSISTED_QUERY_NOT_FOUND'));
  });

  it('is not remembered where that is switched off', async () => {
    const bed = await startGateway({ documents: { persistedQueries: false } });
    const named = { extensions: persisted(QUERY) };
    expect(await ask(bed, named)).toMatchObject(refused('PERSISTED_QUERY_NOT_SUPPORTED'));
  });

  it('may be a subscription over WebSocket', async () => {
    const bed = await startGateway();
    const query = 'subscription { orderPlaced { orderId } }';
    const extensions = persisted(query);
    await new Watch(bed.client(), { query, extensions }).opened();
    await new Watch(bed.client(), { query: '', extensions }).opened();
  });
});

describe('a document that is stored for other processes', () => {
  const named = { extensions: persisted(QUERY) };

  it('is known to all of them once one of them got it', async () => {
    const store = createMemoryCache();
    const [one, other] = [
      await startGateway({ documents: { store } }),
      await startGateway({ documents: { store } }),
    ];
    expect(await ask(one, named)).toMatchObject(refused('PERSISTED_QUERY_NOT_FOUND'));
    expect(await ask(one, { ...named, query: QUERY })).toEqual(ADA);
    expect(await ask(other, named)).toEqual(ADA);
    const overSocket = new Watch(other.client(), { query: '', ...named });
    expect(await overSocket.next()).toEqual(ADA);
    // From then on it is known here, too.
    await store.close();
    expect(await ask(other, named)).toEqual(ADA);
  });

  it('is not taken when it is another one than its hash says', async () => {
    const store = createMemoryCache();
    await store.set(
      `document:${hash('sha256', QUERY)}`,
      '{ order(id: "ada-1") { total } }',
      60_000,
    );
    const bed = await startGateway({ documents: { store } });
    expect(await ask(bed, named)).toMatchObject(refused('PERSISTED_QUERY_NOT_FOUND'));
  });

  it('is asked of the client while the store is away', async () => {
    const store = createMemoryCache();
    await store.close();
    const bed = await startGateway({ documents: { store } });
    expect(await ask(bed, named)).toMatchObject(refused('PERSISTED_QUERY_NOT_FOUND'));
    expect(await ask(bed, { ...named, query: QUERY })).toEqual(ADA);
    expect(await ask(bed, named)).toEqual(ADA);
  });
});

describe('registered documents', () => {
  const documents = new Map([['ada', QUERY]]);

  it('are executed by their ids, and all others refused', async () => {
    const bed = await startGateway({ documents: { trusted: { documents } } });
    expect(await ask(bed, { documentId: 'ada' })).toEqual(ADA);
    expect(await ask(bed, { query: QUERY })).toEqual(ADA);
    const untrusted = refused('DOCUMENT_UNTRUSTED');
    const other = '{ __typename }';
    expect(await ask(bed, { query: other })).toMatchObject(untrusted);
    expect(await ask(bed, { query: other, extensions: persisted(other) })).toMatchObject(untrusted);
    expect(await ask(bed, { documentId: 'other' })).toMatchObject(untrusted);
    const overSocket = new Watch(bed.client(), { query: other });
    expect(await overSocket.over()).toMatchObject([{ extensions: { code: 'DOCUMENT_UNTRUSTED' } }]);
  });

  it('stand beside others where those are allowed', async () => {
    const bed = await startGateway({ documents: { trusted: { documents, only: false } } });
    expect(await ask(bed, { documentId: 'ada' })).toEqual(ADA);
    expect(await ask(bed, { query: '{ __typename }' })).toEqual({ data: { __typename: 'Query' } });
  });

  it('are read from the manifests of graphql-codegen and of Apollo', () => {
    const folder = mkdtempSync(join(tmpdir(), 'metamorphosis-manifest-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'manifest.json');
    const write = (manifest: unknown): void => writeFileSync(file, JSON.stringify(manifest));
    write({ ada: QUERY });
    expect(readManifest(file)).toEqual(documents);
    const body = { id: 'ada', name: 'Ada', type: 'query', body: QUERY };
    write({ format: 'apollo-persisted-query-manifest', version: 1, operations: [body] });
    expect(readManifest(file)).toEqual(documents);
    write({ ada: '{ broken' });
    expect(() => readManifest(file)).toThrow('document ada is no GraphQL');
    write({ ada: 7 });
    expect(() => readManifest(file)).toThrow('an entry is no id with a text');
    expect(() => readManifest(join(folder, 'nowhere.json'))).toThrow('cannot be read as JSON');
  });
});

it('a manifest is read again when its file changes, and a broken one changes nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'metamorphosis-manifest-'));
  const ending = new AbortController();
  onTestFinished(() => {
    ending.abort();
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'manifest.json');
  const write = (text: string): void => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  write(JSON.stringify({ ada: QUERY }));
  const told: string[] = [];
  const logger: Logger = { ...silentLogger, error: (_, message) => told.push(message) };
  const documents = watchManifest(file, { logger, everyMs: 5, signal: ending.signal });
  const bed = await startGateway({ documents: { trusted: { documents } } });
  expect(await ask(bed, { documentId: 'ada' })).toEqual(ADA);
  expect(await ask(bed, { documentId: 'type' })).toMatchObject(refused('DOCUMENT_UNTRUSTED'));

  write('{ broken');
  const soon = { timeout: 5_000, interval: 5 };
  await expect.poll(() => told.join(), soon).toContain('A new manifest is refused');
  expect(await ask(bed, { documentId: 'ada' })).toEqual(ADA);

  write(JSON.stringify({ type: '{ __typename }' }));
  await expect
    .poll(() => ask(bed, { documentId: 'type' }), soon)
    .toEqual({ data: { __typename: 'Query' } });
  expect(await ask(bed, { documentId: 'ada' })).toMatchObject(refused('DOCUMENT_UNTRUSTED'));
  expect(await ask(bed, { query: QUERY })).toMatchObject(refused('DOCUMENT_UNTRUSTED'));
});

it('what is remembered is bounded: the longest unused is forgotten first', () => {
  const known = new KnownTexts(3, 10);
  for (const key of ['a', 'b', 'c']) known.set(key, key);
  known.get('a');
  known.set('d', 'd');
  expect(['a', 'b', 'c', 'd'].map((key) => known.get(key))).toEqual(['a', undefined, 'c', 'd']);
  known.set('e', 'x'.repeat(9));
  expect(['a', 'c', 'd', 'e'].map((key) => known.get(key)?.length)).toEqual([
    undefined,
    undefined,
    1,
    9,
  ]);
  known.set('f', 'x'.repeat(11));
  expect(known.get('f')).toBeUndefined();
});
