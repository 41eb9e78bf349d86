/** A page's window, or a worker's scope: what says that the network is back. Node has none. */
const network = globalThis as Partial<
  Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
>;

/**
 * Waits, or shorter: until the browser says that it is online again. Rejects with the signal's reason when it is aborted.
 */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      network.removeEventListener?.('online', over);
      resolve();
    };
    const aborted = (): void => {
      over();
      reject(signal.reason as Error);
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', aborted, { once: true });
    network.addEventListener?.('online', over);
  });
}
