/** Asks again until the answer is right; fails with the last answer after `ms`. */
export async function until<T>(
  what: string,
  look: () => Promise<T>,
  right: (value: T) => boolean,
  ms = 30_000,
): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const value = await look();
    if (right(value)) return value;
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${ms} ms; last seen: ${JSON.stringify(value)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
