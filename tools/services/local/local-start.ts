import type { Provision, Report } from '../service.ts';

/** What a local server is given: a port of its own, a folder of its own, and somewhere to say what it does. */
export interface LocalStart {
  readonly port: number;
  readonly dataDir: string;
  readonly report: Report;
  /** Called as soon as the process exists, so that it can be ended even if it never becomes ready. */
  readonly started: (provision: Provision & { readonly from: 'process' }) => void;
}
