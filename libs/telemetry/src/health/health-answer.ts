import type { Readiness } from '@metamorphosis/core';

/** An HTTP answer with a JSON body. */
export interface HealthAnswer {
  readonly status: 200 | 503;
  readonly body: string;
}

/**
 * What a process says on `/healthz` (it runs and answers: a supervisor need not restart it) and on
 * `/readyz` (it may be given work; 503 with the reasons when not). Undefined for any other path.
 */
export function healthAnswer(path: string, readiness: Readiness): HealthAnswer | undefined {
  if (path === '/healthz') {
    return { status: 200, body: JSON.stringify({ status: 'up', uptimeMs: uptimeMs() }) };
  }
  if (path !== '/readyz') return undefined;
  const report = readiness.report();
  return { status: report.ready ? 200 : 503, body: JSON.stringify(report) };
}

function uptimeMs(): number {
  return Math.round(process.uptime() * 1000);
}
