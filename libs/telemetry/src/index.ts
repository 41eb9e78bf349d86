export { createLogger, type LoggerOptions, type LogLevel } from './log/create-logger.js';
export { currentContext, runInContext, type WorkContext } from './context/propagation.js';
export {
  childTraceparent,
  formatTraceparent,
  parseTraceparent,
  type TraceContext,
} from './context/traceparent.js';
export { healthAnswer, type HealthAnswer } from './health/health-answer.js';
export { serveHealth, type HealthServer } from './health/serve-health.js';
export {
  Metrics,
  metricsText,
  type MetricSpec,
  type MetricsSnapshot,
  type Reading,
} from './metrics/metrics.js';
export { serveMetrics, type MetricsServer } from './metrics/serve-metrics.js';
export {
  openOrExit,
  runProcess,
  type RunningProcess,
  type RunOptions,
} from './process/run-process.js';
export { HangWatch, type HangListener } from './watchdog/hang-watch.js';
