/** Where the sign of work is shown: the side of remarks, on a terminal only. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Work that takes longer than this shows that it goes on. */
const SHOW_AFTER_MS = 1000;
const EVERY_MS = 100;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const CLEAR_LINE = '\r\u001b[2K';

/**
 * Waits for work; on a terminal a line says from the first second on what it is and for how long it takes, and is gone when
 * the work has ended. Answers and rejects as the work does.
 */
export async function whileWorking<T>(
  what: string,
  work: Promise<T>,
  screen: Screen = process.stderr,
): Promise<T> {
  if (!screen.isTTY) return work;
  const began = Date.now();
  let turns = 0;
  const timer = setInterval(() => {
    const ms = Date.now() - began;
    if (ms < SHOW_AFTER_MS) return;
    const frame = FRAMES[turns++ % FRAMES.length] ?? '';
    screen.write(`${CLEAR_LINE}${frame} ${what} ... ${Math.floor(ms / 1000)} s`);
  }, EVERY_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    if (turns > 0) screen.write(CLEAR_LINE);
  }
}
