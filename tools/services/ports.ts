import { createServer, type AddressInfo, type Server } from 'node:net';
import { serviceNames, services, type Ports } from './service.ts';

/** A port on loopback that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const [port = 0] = await differentFreePorts(1);
  return port;
}

/** Three different free ports. */
export async function freePorts(): Promise<Ports> {
  const [kafka = 0, redis = 0, postgres = 0] = await differentFreePorts(3);
  return { kafka, redis, postgres };
}

/**
 * The ports for daily work: fixed, so that addresses in a shell stay valid, each overridable by its variable.
 *
 * @throws Error when a variable is not a port number
 */
export function developmentPorts(environment: NodeJS.ProcessEnv): Ports {
  const ports = { kafka: 0, redis: 0, postgres: 0 };
  for (const name of serviceNames) {
    const { portVariable, defaultPort } = services[name];
    const text = environment[portVariable];
    const port = text ? Number(text) : defaultPort;
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Error(`${portVariable} is '${text}'; give a port number between 1 and 65535.`);
    }
    ports[name] = port;
  }
  return ports;
}

/** @throws Error that names the variable by which another port is chosen */
export async function assertPortFree(port: number, portVariable: string): Promise<void> {
  try {
    await close(await listen(port));
  } catch (cause) {
    throw new Error(
      `Port ${port} is in use by another program; stop it or set ${portVariable} to a free port.`,
      { cause },
    );
  }
}

/** All are held until the last is known: a port given back at once may be given out twice. */
async function differentFreePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(close));
  return ports;
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
