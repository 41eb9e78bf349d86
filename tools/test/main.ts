import { relative } from 'node:path';
import { environmentOf, services, type Provision } from '../services/service.ts';
import { holdServices } from './held-services.ts';
import { closingLine, tally } from './tally.ts';
import { runVitest, selectedFiles } from './vitest.ts';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interrupted.abort());
}
process.exitCode = await main(process.argv.slice(2));

/** Runs the tests that the arguments select (without arguments, all), with the services that they need. */
async function main(args: readonly string[]): Promise<number> {
  const files = selectedFiles(args);
  const needy = files.filter((file) => !file.endsWith('.unit.spec.ts'));
  if (needy.length === 0) return run(args, []);

  await using held = holdServices(interrupted.signal);
  const provisions = await held.provisions;
  if (interrupted.signal.aborted) return 130;
  const missing = provisions.filter((provision) => provision.from === 'missing');
  // Awaited here: without it the services would be given back while the tests begin.
  if (missing.length === 0) return await run(args, provisions);

  if (process.env.REQUIRE_SERVICES === '1') {
    explain(missing);
    return close({ passed: 0, failed: missing.length, skipped: 0 });
  }
  const lastWords = (): void => {
    explain(missing);
    console.log(`NOT RUN, because they need a service that is missing (${needy.length} files):`);
    for (const file of needy) console.log(`  ${relative(process.cwd(), file)}`);
  };
  if (needy.length < files.length) {
    return await run([...args, '--project=unit'], provisions, lastWords);
  }
  lastWords();
  return close({ passed: 0, failed: missing.length, skipped: 0 });
}

async function run(
  args: readonly string[],
  provisions: readonly Provision[],
  lastWords: () => void = () => undefined,
): Promise<number> {
  const { report, exitCode } = await runVitest(args, environmentOf(provisions), interrupted.signal);
  lastWords();
  const code = close(tally(report, exitCode));
  return interrupted.signal.aborted ? 130 : code;
}

function explain(missing: readonly (Provision & { readonly from: 'missing' })[]): void {
  console.log('');
  for (const { name, reason } of missing) {
    const { title, variable } = services[name];
    console.log(`MISSING SERVICE ${title}: ${reason}`);
    console.log(`  Name one in ${variable}, start a Docker engine, or see: npm run services`);
  }
}

function close(counted: Parameters<typeof closingLine>[0]): number {
  console.log(closingLine(counted));
  return counted.failed > 0 ? 1 : 0;
}
