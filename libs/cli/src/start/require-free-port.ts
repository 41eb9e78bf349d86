import { once } from 'node:events';
import { createServer } from 'node:net';
import { errors } from '@metamorphosis/contract';

/** Rejects with CONFIGURATION_INVALID when something listens on the port already, before anything is started. */
export async function requireFreePort(
  host: string,
  port: number,
  variable: 'PORT' | 'MANAGER_PORT' | 'SHOP_PORT',
): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    throw errors.CONFIGURATION_INVALID(
      [
        `Port ${port} on ${host} is in use. Stop what listens there, or choose another: ${variable}=${port + 80} npm start`,
      ],
      { cause },
    );
  } finally {
    server.close();
  }
}
