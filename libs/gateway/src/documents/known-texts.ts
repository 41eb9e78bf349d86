const MAX_TEXTS = 10_000;
const MAX_CHARACTERS = 16 * 1024 * 1024;

/** Texts by their keys; those that were not asked for longest are forgotten first. */
export class KnownTexts {
  private readonly texts = new Map<string, string>();
  private characters = 0;

  constructor(
    private readonly maxTexts = MAX_TEXTS,
    private readonly maxCharacters = MAX_CHARACTERS,
  ) {}

  get(key: string): string | undefined {
    const text = this.texts.get(key);
    if (text === undefined) return undefined;
    // A map keeps the order in which keys came.
    this.texts.delete(key);
    this.texts.set(key, text);
    return text;
  }

  set(key: string, text: string): void {
    this.forget(key);
    this.texts.set(key, text);
    this.characters += text.length;
    while (this.texts.size > this.maxTexts || this.characters > this.maxCharacters) {
      const [oldest] = this.texts.keys();
      if (oldest === undefined) return;
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    this.characters -= this.texts.get(key)?.length ?? 0;
    this.texts.delete(key);
  }
}
