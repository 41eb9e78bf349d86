import type { Subscription } from './lifecycle.js';

/** One thing that must be well before the process may be given work. */
export interface ReadinessCheck {
  /** `note`: what is not as it should be although work can be done, for whoever reads `/readyz`. */
  up(note?: string): void;
  /** Says why, for whoever reads `/readyz`: what is away and what the process does about it. */
  down(reason: string): void;
  /** The process does without it from now on. */
  remove(): void;
}

/** Where one check stands. */
export type CheckState =
  | { readonly up: true; readonly since: string; readonly note?: string }
  | { readonly up: false; readonly since: string; readonly reason: string };

/** Where a process stands. `since` is RFC 3339: when the check last changed. */
export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, CheckState>>;
}

/** What a process says about itself on `/readyz`. Ready when every check is up. */
export interface Readiness {
  /** Registers a check, down with the reason `starting`; the same name gives the same check. */
  check(name: string): ReadinessCheck;
  report(): ReadinessReport;
  /** Calls back whenever a check changes. The listener must not throw. */
  onChange(listener: (report: ReadinessReport) => void): Subscription;
}

/** A registry with no checks: ready until the first one is registered. */
export function createReadiness(): Readiness {
  const checks = new Map<string, CheckState>();
  const listeners = new Set<(report: ReadinessReport) => void>();

  const report = (): ReadinessReport => ({
    ready: [...checks.values()].every((state) => state.up),
    checks: Object.fromEntries(checks),
  });
  const tell = (): void => {
    if (listeners.size === 0) return;
    const current = report();
    for (const listener of [...listeners]) listener(current);
  };
  const set = (name: string, up: boolean, why: string | undefined): void => {
    const before = checks.get(name);
    const said = before && (before.up ? before.note : before.reason);
    // Repeats are the rule (each heartbeat says "up"): they change neither `since` nor wake anyone.
    if (before?.up === up && said === why) return;
    const since = before?.up === up ? before.since : new Date().toISOString();
    if (up) checks.set(name, { up, since, ...(why !== undefined && { note: why }) });
    else checks.set(name, { up, since, reason: why ?? '' });
    tell();
  };

  return {
    check(name) {
      if (!checks.has(name)) set(name, false, 'starting');
      return {
        up: (note) => set(name, true, note),
        down: (reason) => set(name, false, reason),
        remove: () => {
          if (checks.delete(name)) tell();
        },
      };
    },
    report,
    onChange(listener) {
      listeners.add(listener);
      return {
        close: () => {
          listeners.delete(listener);
          return Promise.resolve();
        },
      };
    },
  };
}
