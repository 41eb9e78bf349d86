import { EXIT_CODES, isMetamorphosisError, type ProcessMessage } from '@metamorphosis/contract';
import type { Logger, Readiness, ReadinessReport } from '@metamorphosis/core';

/** What a process does, once it is up. */
export interface RunningProcess {
  /** Told to the supervisor with `ready`. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Finishes what is in hand and frees everything. */
  close(): Promise<void>;
  /** Asked when it has closed: whether something had to be left in hand. It counts as cut off then. @default false */
  readonly wasCutOff?: () => boolean;
}

/** How to run a process. */
export interface RunOptions {
  readonly name: string;
  readonly logger: Logger;
  readonly readiness?: Readiness;
  /** How long closing may take before the process is cut off. */
  readonly closeTimeoutMs: number;
  /** Starts everything; the signal is aborted when the process is to stop meanwhile. */
  readonly start: (signal: AbortSignal) => Promise<RunningProcess>;
}

/**
 * Requests to stop that come so close together are one: a terminal and npm both hand on a Ctrl-C, a
 * service manager and the supervisor both send SIGTERM.
 */
const ONE_REQUEST_MS = 250;

/**
 * Runs a process from its start to its end. SIGTERM ends it within the deadline, whether it is up or
 * still starting; a second one cuts it off. Under a supervisor SIGINT is ignored (a terminal sends it to the whole group; the top process
 * passes SIGTERM on) and the loss of the supervisor counts as SIGTERM; without one SIGINT counts as SIGTERM.
 * Exit codes: contract's EXIT_CODES. A process that fails in the background ends: its supervisor restarts it.
 */
export async function runProcess(options: RunOptions): Promise<void> {
  const { name, logger, readiness, closeTimeoutMs } = options;
  const stopping = new AbortController();
  const asked = Promise.withResolvers<string>();
  let askedAt = 0;
  const onStop = (why: string): void => {
    if (stopping.signal.aborted) {
      if (performance.now() - askedAt < ONE_REQUEST_MS) return;
      logger.warn({ why }, `${name} was asked to stop twice; cutting it off`);
      process.exit(EXIT_CODES.cutOff);
    }
    askedAt = performance.now();
    setTimeout(() => {
      logger.error({ closeTimeoutMs }, `${name} did not close in time`);
      process.exit(EXIT_CODES.cutOff);
    }, closeTimeoutMs);
    stopping.abort(new Error(`${name} is stopping: ${why}`));
    asked.resolve(why);
  };
  process.on('SIGTERM', () => onStop('SIGTERM'));
  if (process.send) {
    process.on('SIGINT', () => undefined);
    process.once('disconnect', () => onStop('the supervisor is gone'));
    // It may have gone while this process was still loading its modules.
    if (!process.connected) onStop('the supervisor is gone');
  } else process.on('SIGINT', () => onStop('SIGINT'));
  process.on('uncaughtException', (err) => {
    logger.error({ err }, `${name} broke down`);
    process.exit(EXIT_CODES.failed);
  });

  let running: RunningProcess;
  try {
    running = await options.start(stopping.signal);
  } catch (err) {
    if (stopping.signal.aborted) process.exit(EXIT_CODES.stopped);
    // What the user has to mend is said in words; a stack would only hide them.
    if (isMetamorphosisError(err, 'CONFIGURATION_INVALID')) logger.error({}, err.message);
    else logger.error({ err }, `${name} could not start`);
    await tell({ kind: 'failed', message: err instanceof Error ? err.message : String(err) });
    process.exit(EXIT_CODES.failed);
  }
  readiness?.onChange((report) => void tell(readinessMessage(report)));
  await tell({ kind: 'ready', facts: running.facts });
  const report = readiness?.report();
  if (report?.ready === false) await tell(readinessMessage(report));
  logger.info(running.facts, `${name} is up`);

  const why = await asked.promise;
  logger.info({ why }, `${name} is stopping`);
  try {
    await running.close();
  } catch (err) {
    logger.error({ err }, `${name} did not close cleanly`);
    process.exit(EXIT_CODES.cutOff);
  }
  if (running.wasCutOff?.() === true) {
    logger.warn({}, `${name} has stopped, with work left in hand`);
    process.exit(EXIT_CODES.cutOff);
  }
  logger.info({}, `${name} has stopped`);
  process.exit(EXIT_CODES.stopped);
}

function readinessMessage({ ready, checks }: ReadinessReport): ProcessMessage {
  const reasons = Object.entries(checks).flatMap(([check, state]) =>
    state.up ? [] : [`${check}: ${state.reason}`],
  );
  return { kind: 'readiness', ready, reasons };
}

/**
 * Opens what a process stands on, before it has a logger of its own. What the user has to mend
 * (CONFIGURATION_INVALID) is told in words, also to the supervisor, and ends the process.
 */
export async function openOrExit<T>(name: string, open: () => T): Promise<T> {
  try {
    return open();
  } catch (error) {
    if (!isMetamorphosisError(error, 'CONFIGURATION_INVALID')) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    await tell({ kind: 'failed', message: error.message });
    process.exit(EXIT_CODES.failed);
  }
}

function tell(message: ProcessMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send && process.connected) process.send(message, undefined, {}, () => resolve());
    else resolve();
  });
}
