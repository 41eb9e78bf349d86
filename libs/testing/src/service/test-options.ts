import type { Provider } from '@nestjs/common';

/** How a service is run for a test. */
export interface TestOptions {
  /** Stops the time of the process here, RFC 3339, until the service is closed. @default time runs */
  readonly now?: string;
  /** Take the place of the service's own providers: `{ provide: Mailer, useValue: mailer }`. @default none */
  readonly providers?: readonly Provider[];
  /** Whether the service's seed is put into its database first. @default false */
  readonly seed?: boolean;
  /** How often a handler that throws is tried; more than once, without waits, to test retries. @default 1 */
  readonly attempts?: number;
  /** Whether consumers of the service's own events get what it publishes, as they do when it runs. @default true */
  readonly cascade?: boolean;
}
