import type { DestinationStream } from 'pino';

/** Turns each line of JSON into one that people read: `12:01:07 warn orders the log is away attempt=3`. */
export function prettyStream(sink: DestinationStream): DestinationStream {
  return { write: (line) => sink.write(prettyLine(line)) };
}

// Shown in front, or of no use to someone who reads along.
const OMITTED = new Set(['time', 'level', 'name', 'msg', 'err', 'error', 'traceparent']);

function prettyLine(line: string): string {
  const entry = JSON.parse(line) as Record<string, unknown>;
  const time = typeof entry['time'] === 'string' ? entry['time'].slice(11, 19) : '';
  const facts = Object.entries(entry)
    .filter(([name, value]) => !OMITTED.has(name) && value !== undefined)
    .map(
      ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
  const head = [time, String(entry['level']).padEnd(5), entry['name'], entry['msg']].join(' ');
  return `${head}${facts.join('')}${stackOf(entry['err'] ?? entry['error'])}\n`;
}

function stackOf(error: unknown): string {
  if (error === undefined) return '';
  if (typeof error !== 'object' || error === null) return ` ${JSON.stringify(error)}`;
  const { stack, message } = error as { stack?: unknown; message?: unknown };
  if (typeof stack === 'string') return `\n  ${stack.replaceAll('\n', '\n  ')}`;
  return ` ${typeof message === 'string' ? message : JSON.stringify(error)}`;
}
