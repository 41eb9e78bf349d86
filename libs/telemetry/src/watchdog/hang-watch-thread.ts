import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { workerData } from 'node:worker_threads';

/** What the watching thread is given; keep with hang-watch.ts. */
interface Watched {
  /** Counts up while the event loop turns. */
  readonly beats: Int32Array;
  readonly limitMs: number;
  /** The function of the main thread that tells of the hang, as an expression. */
  readonly tell: string;
}

const LOOKS = 5;
/** How long the main thread may take to stop where it is. Code that never returns to JavaScript does not. */
const PAUSE_MS = 3000;

const { beats, limitMs, tell } = workerData as Watched;
let last = -1;
let unchanged = 0;

// Counted in looks, not by the clock: a process that was stopped as a whole, or a machine that slept, hangs not.
const looking = setInterval(() => {
  const now = Atomics.load(beats, 0);
  unchanged = now === last ? unchanged + 1 : 0;
  last = now;
  if (unchanged < LOOKS) return;
  clearInterval(looking);
  report();
}, limitMs / LOOKS);

/** Stops the main thread where it is, lets it say what it is at, and ends the process. */
function report(): void {
  const session = new Session();
  session.connectToMainThread();
  const files = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params }) => void files.set(params.scriptId, params.url));
  session.on('Debugger.paused', ({ params }) => {
    const [frame] = params.callFrames;
    if (!frame) return end('');
    const { functionName, location } = frame;
    const url = files.get(location.scriptId) ?? '';
    const where = `${functionName || '(anonymous)'} ${url}:${location.lineNumber + 1}`;
    const expression = `${tell}(${limitMs}, ${JSON.stringify(where)})`;
    const { callFrameId } = frame;
    session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression }, () => end(where));
  });
  session.post('Debugger.enable', () => session.post('Debugger.pause'));
  setTimeout(() => end('code that is not JavaScript'), PAUSE_MS);
}

function end(where: string): void {
  writeSync(2, `The event loop was blocked for ${limitMs} ms in ${where}; ending the process.\n`);
  process.kill(process.pid, 'SIGKILL');
}
