import type { TokenProvider } from '../client-options.js';

/** The caller's token, asked for when it is needed and anew when it was refused. */
export class Token {
  private refresh = false;
  private asked: Promise<string | undefined> | undefined;

  constructor(private readonly provider: TokenProvider | undefined) {}

  /** The token to send now; those who ask at the same time wait for the same one. */
  get(): Promise<string | undefined> {
    this.asked ??= this.ask().finally(() => {
      this.asked = undefined;
    });
    return this.asked;
  }

  /** The token was refused, or has ended. False when no other can be had. */
  refuse(): boolean {
    this.refresh = true;
    return this.provider !== undefined;
  }

  private async ask(): Promise<string | undefined> {
    const { refresh } = this;
    const token = await this.provider?.(refresh);
    if (refresh) this.refresh = false;
    return token ?? undefined;
  }
}
