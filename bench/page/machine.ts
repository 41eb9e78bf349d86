import { cpus, loadavg, totalmem } from 'node:os';

/** When and on what something was measured, without the final full stop. */
export function machine(): string {
  const processors = cpus();
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return `${date} UTC; ${processors.length} x ${processors[0]?.model ?? 'unknown'}, ${memory}, Node ${process.version}`;
}

/** How busy the machine was: `before` is what `loadavg` said when the bench began. */
export function loads(before: number): string {
  const [one, two] = [before, loadavg()[0] ?? NaN].map((each) => each.toFixed(1));
  return `Load average at the beginning and at the end: ${one} and ${two}.`;
}
