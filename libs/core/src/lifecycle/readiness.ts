import type { Subscription } from './lifecycle.js';

/** One thing that must be well before the process may be given work. */
export interface ReadinessCheck {
  up(): void;
  /** Says why, for whoever reads `/readyz`: what is away and what the process does about it. */
  down(reason: string): void;
  /** The process does without it from now on. */
  remove(): void;
}

/** Where one check stands. */
export type CheckState =
  | { readonly up: true; readonly since: string }
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
  const set = (name: string, reason: string | undefined): void => {
    const before = checks.get(name);
    // Repeats are the rule (each heartbeat says "up"): they change neither `since` nor wake anyone.
    if (before !== undefined && (before.up ? undefined : before.reason) === reason) return;
    const since =
      before !== undefined && before.up === (reason === undefined)
        ? before.since
        : new Date().toISOString();
    checks.set(name, reason === undefined ? { up: true, since } : { up: false, since, reason });
    tell();
  };

  return {
    check(name) {
      if (!checks.has(name)) set(name, 'starting');
      return {
        up: () => set(name, undefined),
        down: (reason) => set(name, reason),
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
