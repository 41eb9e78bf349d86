import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { environmentOf } from '../../tools/services/service.ts';
import { holdServices } from '../../tools/test/held-services.ts';
import { Grounds, type Services } from '../commands/src/ground.ts';
import { installRivals } from '../commands/src/rivals.ts';
import { keep } from '../page/keep.ts';
import { Ground, type Finding } from './src/ground.ts';
import { lasting } from './src/lasting.ts';
import { once } from './src/once.ts';
import { rate } from './src/rate.ts';
import { describe } from './src/report.ts';
import { scale } from './src/scale.ts';
import { stuck } from './src/stuck.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const plan = { isQuick: values.quick };
const only = values.only?.split(',');
const isEntered = (piece: string): boolean => only?.includes(piece) ?? true;
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
    console.error(`cannot measure without ${missing.map(({ name }) => name).join(', ')}`);
    return 1;
  }
  const load = loadavg()[0] ?? NaN;
  const findings: Finding[] = [];
  const plot: string[] = [];
  for (const [name, piece] of pieces(environmentOf(provisions) as Services, plot)) {
    if (!isEntered(name) || interrupted.signal.aborted) continue;
    console.error(`measuring ${name}`);
    const found = await piece();
    for (const { what, measured } of found) console.error(`  ${what}: ${measured}`);
    findings.push(...found);
  }
  const description = describe(findings, plot, { ...plan, load });
  console.log(description);
  if (values.keep) keep('bench:consumers', description);
  return 0;
}

function pieces(
  services: Services,
  plot: string[],
): readonly (readonly [string, () => Promise<readonly Finding[]>])[] {
  const onTopics = (piece: typeof rate) => async () => {
    Object.assign(process.env, services);
    await using ground = new Ground(services.KAFKA_BROKERS);
    return await piece(ground, plan);
  };
  const onPlatform = (piece: typeof once) => async () => {
    await using grounds = new Grounds(services, undefined);
    return await piece(grounds.make({ stack: 'services' }).env, plan);
  };
  return [
    ['rate', onTopics(rate)],
    ['stuck', onTopics(stuck)],
    ['once', onPlatform(once)],
    ['scale', onPlatform(scale)],
    [
      'lasting',
      async () => {
        const { findings, plot: picture } = await lasting(plan);
        plot.push(...picture);
        return findings;
      },
    ],
  ];
}
