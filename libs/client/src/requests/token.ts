import type { TokenProvider } from '../client-options.js';

/** The caller's token, asked for when it is needed and anew when it was refused. */
export class Token {
  private refresh = false;
  private asked: Promise<string | undefined> | undefined;
  private given: string | undefined;

  constructor(private readonly provider: TokenProvider | undefined) {}

  /** The token that was given last. */
  get last(): string | undefined {
    return this.given;
  }

  /** The token to send now; those who ask at the same time wait for the same one. */
  get(): Promise<string | undefined> {
    this.asked ??= this.ask().finally(() => {
      this.asked = undefined;
    });
    return this.asked;
  }

  /** This token was refused, or has ended. False when no other can be had. */
  refuse(token: string | undefined): boolean {
    // Of several that were sent with it the first one asks for another; the rest take what came of that.
    if (token === this.given) this.refresh = true;
    return this.provider !== undefined;
  }

  private async ask(): Promise<string | undefined> {
    const { refresh } = this;
    this.given = (await this.provider?.(refresh)) ?? undefined;
    if (refresh) this.refresh = false;
    return this.given;
  }
}
