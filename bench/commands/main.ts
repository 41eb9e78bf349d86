import { mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { environmentOf } from '../../tools/services/service.ts';
import { holdServices } from '../../tools/test/held-services.ts';
import { keep } from '../page/keep.ts';
import { contenders, type Contender, type Running } from './src/contender.ts';
import { Grounds, type Services } from './src/ground.ts';
import { measure } from './src/measure.ts';
import { describe } from './src/report.ts';
import { installRivals } from './src/rivals.ts';

const report = (line: string): void => console.error(line);

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    'in-flight': { type: 'string', default: '1,64,256' },
    only: { type: 'string' },
    profile: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const plan = {
  rounds: Number(values.rounds),
  sliceMs: Number(values.seconds) * 1000,
  inFlight: values['in-flight'].split(',').map(Number),
};
const only = values.only?.split(',');
const entered = Object.entries<Contender>(contenders).filter(
  ([name]) => only?.includes(name) ?? true,
);
const profileDirectory = values.profile === undefined ? undefined : resolve(values.profile);
if (profileDirectory !== undefined) mkdirSync(profileDirectory, { recursive: true });

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => interrupted.abort(new Error(`ended by ${signal}`)));
}
process.exitCode = await main();

async function main(): Promise<number> {
  installRivals();
  await using held = holdServices(interrupted.signal);
  const provisions = await held.provisions;
  const missing = provisions.filter(({ from }) => from === 'missing');
  if (missing.length > 0) {
    report(`cannot measure without ${missing.map(({ name }) => name).join(', ')}`);
    return 1;
  }
  await using grounds = new Grounds(environmentOf(provisions) as Services, profileDirectory);
  const running = new Map<string, Running>();
  try {
    const load = loadavg()[0] ?? NaN;
    for (const [name, contender] of entered) {
      report(`starting ${name}`);
      running.set(name, await contender.start(grounds.make(contender)));
    }
    const description = describe(
      await measure(running, plan, report, interrupted.signal),
      plan,
      load,
    );
    console.log(description);
    if (values.keep) keep('bench:commands', description);
    return 0;
  } finally {
    const all = [...running.values()].flatMap((path) => path.all);
    await Promise.all(all.map((peer) => peer.stop()));
  }
}
