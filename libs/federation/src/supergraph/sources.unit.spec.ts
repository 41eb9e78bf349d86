import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SupergraphManager } from '@apollo/gateway';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '@metamorphosis/core';
import type { Engine } from '../engine/engine.js';
import { createEngine } from '../engine/federation-engine.js';
import { SubgraphServer } from '../testing/subgraph-server.js';
import { composeSubgraphs } from './compose-subgraphs.js';
import { composedSource } from './composed-source.js';
import { supergraphRegistry } from './registry.js';
import { supergraphFile } from './supergraph-file.js';

const sdl = (fields: string): string => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type Query { ${fields} }`;
const supergraph = (fields: string): string =>
  composeSubgraphs([{ name: 'one', url: 'http://127.0.0.1:9/', sdl: sdl(fields) }]).supergraphSdl;
const options = { logger: silentLogger, pollIntervalMs: 10 };

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'metamorphosis-supergraph-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

async function open(source: SupergraphManager): Promise<Engine> {
  const engine = await createEngine({ supergraph: source });
  onTestFinished(() => engine.close());
  return engine;
}

const fields = (engine: Engine): string[] =>
  Object.keys(engine.schema.getQueryType()?.getFields() ?? {});
const refusal = (engine: Engine): string | undefined => engine.status().refused?.reason;

describe('a supergraph file', () => {
  it('is read again when it changes; what is broken is refused, until it is mended', async () => {
    const file = join(folder(), 'supergraph.graphql');
    writeFileSync(file, supergraph('a: Int'));
    const engine = await open(supergraphFile(file, options));
    expect(fields(engine)).toEqual(['a']);
    writeFileSync(file, supergraph('a: Int b: Int'));
    await expect.poll(() => fields(engine)).toEqual(['a', 'b']);
    writeFileSync(file, 'type Query {');
    await expect.poll(() => refusal(engine)).toContain('Syntax Error');
    expect(fields(engine)).toEqual(['a', 'b']);
    writeFileSync(file, supergraph('a: Int b: Int'));
    await expect.poll(() => refusal(engine)).toBeUndefined();
  });

  it('that is missing or no supergraph at the start is refused, with what to do', async () => {
    const file = join(folder(), 'supergraph.graphql');
    const opening = (): Promise<Engine> =>
      createEngine({ supergraph: supergraphFile(file, options) });
    await expect(opening()).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining('gregor compose') as string,
    });
    writeFileSync(file, 'type Query { a: Int }');
    await expect(opening()).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringMatching(/The supergraph is not valid: .*Compose it first/) as string,
    });
    writeFileSync(file, 'type Query {\n  a Int }');
    await expect(opening()).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining('not valid: line 2, column 5: Syntax Error') as string,
    });
    await expect(
      createEngine({ supergraph: supergraphFile(folder(), options) }),
    ).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining('cannot be read (EISDIR)') as string,
    });
  });
});

describe('a registry', () => {
  it('is waited for, asked with its ETag, and done without', async () => {
    const registry = { status: 503, text: '', etag: '"1"' };
    const asked: IncomingMessage['headers'][] = [];
    const server = createServer(({ headers }, response) => {
      asked.push(headers);
      const isSame = registry.status === 200 && headers['if-none-match'] === registry.etag;
      response.writeHead(isSame ? 304 : registry.status, { etag: registry.etag });
      response.end(isSame ? undefined : registry.text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const opening = open(supergraphRegistry({ url, headers: { 'x-key': 'k' } }, options));
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    Object.assign(registry, { status: 200, text: supergraph('a: Int') });
    const engine = await opening;
    expect(fields(engine)).toEqual(['a']);
    await expect.poll(() => asked.at(-1)).toMatchObject({ 'x-key': 'k', 'if-none-match': '"1"' });
    Object.assign(registry, { text: supergraph('a: Int b: Int'), etag: '"2"' });
    await expect.poll(() => fields(engine)).toEqual(['a', 'b']);
    Object.assign(registry, { text: 'nonsense {', etag: '"3"' });
    await expect.poll(() => refusal(engine)).toContain('Syntax Error');
    // One that is away says nothing about the supergraph in use.
    const before = asked.length;
    Object.assign(registry, { status: 500 });
    await expect.poll(() => asked.length).toBeGreaterThan(before + 1);
    expect(fields(engine)).toEqual(['a', 'b']);
  });
});

describe('subgraphs', () => {
  it('are composed from files and from what runs, again when either changes', async () => {
    const running = sdl('running: Int');
    await using server = await SubgraphServer.start('two', running, {});
    const file = join(folder(), 'one.graphql');
    writeFileSync(file, sdl('a: Int'));
    const places = [
      { name: 'one', url: 'http://127.0.0.1:9/', file },
      { name: 'two', url: server.url },
    ];
    const engine = await open(composedSource(places, options));
    expect(fields(engine)).toEqual(['a', 'running']);
    writeFileSync(file, sdl('a: Int running: String'));
    await expect.poll(() => refusal(engine)).toContain(`${file}:3:21: `);
    expect(fields(engine)).toEqual(['a', 'running']);
    writeFileSync(file, sdl('a: Int b: Int'));
    await expect.poll(() => fields(engine)).toEqual(['a', 'b', 'running']);
    expect(refusal(engine)).toBeUndefined();
    // A subgraph that is restarted takes nothing away.
    server.override = { status: 503, body: 'starting' };
    const asked = server.received.length;
    await expect.poll(() => server.received.length).toBeGreaterThan(asked + 1);
    expect(refusal(engine)).toBeUndefined();
  });

  it('that are no SDL are refused at their line', () => {
    const broken = {
      name: 'one',
      url: 'http://x/',
      sdl: 'type Query {\n  a: \n}',
      file: 'a.graphql',
    };
    expect(() => composeSubgraphs([broken])).toThrow('a.graphql:3:1: Syntax Error');
  });

  it('yield hints with their places', () => {
    const one = sdl('a: T').replace('"@key"', '"@shareable"');
    const { hints } = composeSubgraphs([
      { name: 'one', url: 'http://x/', sdl: `${one} "One." type T @shareable { x: Int }` },
      {
        name: 'two',
        url: 'http://y/',
        sdl: `${one.replace('a: T', 'b: T')} "Two." type T @shareable { x: Int }`,
      },
    ]);
    expect(hints).toEqual([
      expect.objectContaining({ code: 'INCONSISTENT_DESCRIPTION', level: 'warn' }),
    ]);
    expect(hints[0]?.places[0]).toMatch(/^one:\d+:\d+$/);
  });
});
