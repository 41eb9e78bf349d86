/** A mail that is to be sent. */
export interface Mail {
  /** Mails of one key are one mail, however often they are sent. */
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends mail. A port: what stands behind it must take a key that it has seen as a repeat. */
export abstract class Mailer {
  /** Resolves once the mail is on its way. Rejects when it may not be; send it again then. */
  abstract send(mail: Mail): Promise<void>;
}
