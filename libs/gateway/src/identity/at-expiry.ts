/** Timers hold no longer waits. */
const LONGEST_MS = 2 ** 31 - 1;

/** Calls back when the moment has come; never when there is none. Call the result to forget it. */
export function atExpiry(expiresAt: number | undefined, callback: () => void): () => void {
  return expiresAt === undefined ? NEVER : waitFor(expiresAt, callback);
}

const NEVER = (): void => undefined;

function waitFor(expiresAt: number, callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = (): void => {
    const left = expiresAt - Date.now();
    if (left <= 0) callback();
    else {
      timer = setTimeout(wait, Math.min(left, LONGEST_MS));
      timer.unref();
    }
  };
  // Not at once: whoever calls is not done yet.
  timer = setTimeout(wait, 0);
  return () => clearTimeout(timer);
}
