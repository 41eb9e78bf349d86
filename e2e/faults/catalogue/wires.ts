import type { Wire } from '../bed/wire.js';
import type { Fault } from '../fault.js';

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const onWire = (name: string, title: string, strike: (wire: Wire) => Promise<void>): Fault => ({
  name,
  title,
  wired: true,
  strike: async ({ wire }) => {
    if (!wire) throw new Error('this fault needs a wire');
    await strike(wire);
  },
});

const CUTS = 60;

/** Faults between the platform and its database. */
export const wireFaults: readonly Fault[] = [
  onWire(
    'postgres-cut',
    `${CUTS} connections to PostgreSQL cut in the middle of a transaction`,
    async (wire) => {
      for (let n = 0; n < CUTS; n++) {
        wire.cutNext(n % 2 === 0 ? 'in-transaction' : 'before-the-answer');
        await rest(100);
      }
      if (wire.cutCount < CUTS / 2) throw new Error(`only ${wire.cutCount} connections came by`);
    },
  ),
  onWire('postgres-slow', 'PostgreSQL answers 50 ms late, for 5 s', async (wire) => {
    wire.delay(25);
    await rest(5000);
    wire.delay(0);
  }),
  onWire(
    'postgres-half-open',
    'all connections to PostgreSQL go dumb and stay open',
    async (wire) => {
      wire.silence();
      await rest(1000);
    },
  ),
];
