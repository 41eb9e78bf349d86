import type { Stack } from '../platform/stack.js';
import type { FaultBed } from './bed/fault-bed.js';
import type { Servers } from './bed/servers.js';
import type { SubjectPlan } from './subject/subject-plan.js';

/** What a fault has at hand while it strikes. */
export interface Scene {
  readonly bed: FaultBed;
  /** Present on the stack of real services. */
  readonly servers: Servers | undefined;
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
  /** What else the environment of all processes holds. */
  readonly env?: (servers: Servers | undefined) => NodeJS.ProcessEnv;
  /** Lets it happen, and resolves when it is over: from then on everything must recover by itself. */
  readonly strike: (scene: Scene) => Promise<void>;
}

/** Workers of orders as the product builds them, watched. */
export const WATCHED: SubjectPlan = { service: 'orders' };
