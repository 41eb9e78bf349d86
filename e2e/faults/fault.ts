import type { Stack } from '../platform/stack.js';
import type { FaultBed } from './bed/fault-bed.js';
import type { Servers } from './bed/servers.js';
import type { Wire } from './bed/wire.js';
import type { FindingKind } from './ledger/finding.js';
import type { SubjectPlan } from './subject/subject-plan.js';

/** What a fault has at hand while it strikes. */
export interface Scene {
  readonly bed: FaultBed;
  /** Present on the stack of real services. */
  readonly servers: Servers | undefined;
  /** Present when the fault asks for it. */
  readonly wire: Wire | undefined;
}

/** Something that goes wrong under load. */
export interface Fault {
  /** For tables and for choosing it: `redis-away`. */
  readonly name: string;
  /** In words. */
  readonly title: string;
  /** @default 'services' */
  readonly stack?: Stack;
  /** @default two unstruck workers of orders */
  readonly subjects?: readonly SubjectPlan[];
  readonly subjectEnv?: NodeJS.ProcessEnv;
  /** Whether the way to PostgreSQL goes over a wire of the suite's. @default false */
  readonly wired?: boolean;
  /** Kinds of findings that are no fault here. @default none */
  readonly tolerates?: readonly FindingKind[];
  /** Lets it happen, and resolves when it is over: from then on everything must recover by itself. */
  readonly strike: (scene: Scene) => Promise<void>;
}

/** Workers of orders as the product builds them, watched. */
export const WATCHED: SubjectPlan = { service: 'orders' };

/** Some records fail for longer than tries in place last: they wait in the retry table, and those of their keys behind them. */
export const STUBBORN: NonNullable<SubjectPlan['stubborn']> = { share: 0.02, forMs: 5000 };
