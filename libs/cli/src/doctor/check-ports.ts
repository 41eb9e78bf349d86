import { requireFreePort } from '../start/require-free-port.js';
import { ok, trouble, type Finding } from './finding.js';

/** A port of `npm start`, and where whatever listens there by right says in JSON whether it is ready. */
const PORTS = {
  PORT: { about: 'gateway', path: '/readyz' },
  MANAGER_PORT: { about: 'manager', path: '/readyz' },
  SHOP_PORT: { about: 'page', path: '/config.json' },
} as const;

/** Whether a port is free, or one of ours listens on it. */
export async function checkPort(
  host: string,
  port: number,
  variable: keyof typeof PORTS,
): Promise<Finding> {
  const { about, path } = PORTS[variable];
  try {
    await requireFreePort(host, port, variable);
    return ok(about, `port ${port} is free`);
  } catch {
    const answer = await healthOf(`http://${host}:${port}${path}`);
    if (answer === 'ready') return ok(about, `answers on port ${port}`);
    if (answer === 'unready') {
      return trouble(
        about,
        `on port ${port} is not ready`,
        `Ask it why: curl http://${host}:${port}${path}`,
      );
    }
    return trouble(
      about,
      `port ${port} is taken by another program`,
      `Stop what listens there, or choose another port with ${variable}.`,
    );
  }
}

async function healthOf(url: string): Promise<'ready' | 'unready' | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    const isOurs = response.headers.get('content-type')?.includes('json') ?? false;
    if (!isOurs) return undefined;
    return response.ok ? 'ready' : 'unready';
  } catch {
    return undefined;
  }
}

/** More than this between two clocks shows in times, deadlines and tokens. */
const MOST_SKEW_MS = 2000;

/** Whether the clock of this machine and that of a gateway agree; undefined when none answers. */
export async function checkClock(url: string): Promise<Finding | undefined> {
  const about = 'clock';
  try {
    const asked = Date.now();
    const response = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(2000) });
    const told = Date.parse(response.headers.get('date') ?? '');
    if (Number.isNaN(told)) return undefined;
    // Its header has whole seconds.
    const skew = Math.max(0, Math.abs((asked + Date.now()) / 2 - told) - 1000);
    if (skew <= MOST_SKEW_MS) return ok(about, `agrees with that of ${new URL(url).host}`);
    return trouble(
      about,
      `differs by ${Math.round(skew / 1000)} s from that of ${new URL(url).host}`,
      'Keep the clocks of all machines with NTP (chrony, systemd-timesyncd).',
    );
  } catch {
    return undefined;
  }
}
