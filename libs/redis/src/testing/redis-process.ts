import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pause } from '@metamorphosis/core';

/** Whether these specs can start servers of their own; where services are required they must. */
export const canStartRedis =
  process.env['REQUIRE_SERVICES'] === '1' || spawnSync('redis-server', ['--version']).status === 0;

const START_MS = 20_000;

/** A redis-server of the test's own: to be killed, stopped and started again. Nothing is kept on disk. */
export class RedisProcess implements AsyncDisposable {
  #process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly settings: readonly string[],
  ) {}

  static async start(...settings: string[]): Promise<RedisProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'metamorphosis-redis-'));
    const redis = new RedisProcess(await freePort(), folder, settings);
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, again on the same port, and waits until it answers. */
  async start(): Promise<void> {
    const { port, folder, settings } = this;
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
    const server = spawn('redis-server', [...args, ...settings], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = server;
    const output: string[] = [];
    server.stdout.on('data', (bytes: Buffer) => output.push(bytes.toString()));
    server.on('error', (error) => output.push(error.message));
    server.once('exit', () => this.#process === server && (this.#process = undefined));
    const deadline = performance.now() + START_MS;
    while (!(await answers(this.url))) {
      if (this.#process === undefined || performance.now() > deadline) {
        throw new Error(
          `redis-server did not start (apt-get install redis-server): ${output.join('')}`,
        );
      }
      await pause(10);
    }
  }

  /** Ends it without a word; what it held is lost. */
  async kill(): Promise<void> {
    const server = this.#process;
    if (server === undefined) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }

  /** Keeps its connections open and answers nobody until `thaw`. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A port that nobody uses at the moment; for a cluster's bus one may be had apart from it. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(url: string): Promise<boolean> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
    return true;
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
