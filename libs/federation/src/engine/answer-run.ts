import type { GraphQLError } from 'graphql';
import { internalError, type OperationCode } from '../operation/compile-operation.js';
import type { Run } from '../plan/run.js';
import { ObjectAnswer, type RunAnswer } from './answer.js';
import type { OperationEnvironment } from './operation-environment.js';
import { TextAnswer } from './text-answer.js';

type Reporting = Pick<OperationEnvironment, 'format' | 'logger'>;

/** Runs a compiled plan and writes the answer: at once where nobody has to be asked. Neither throws nor rejects. */
export function answerRun(
  code: OperationCode,
  reporting: Reporting,
  run: Run,
): RunAnswer | Promise<RunAnswer> {
  const failed = (error: unknown): RunAnswer => {
    // A bug of this engine: the compiled steps turn what subgraphs do into errors of the run.
    reporting.logger.error({ err: error, operation: code.name }, 'Executing an operation failed');
    return new ObjectAnswer(true, null, [reporting.format(internalError(error))]);
  };
  const { plan } = code;
  try {
    const working = plan.kind === 'subscription' ? plan.rest(run) : plan.run(run);
    if (!working) return writeAnswer(code, reporting, run);
    return working.then(() => writeAnswer(code, reporting, run)).catch(failed);
  } catch (error) {
    return failed(error);
  }
}

function writeAnswer(code: OperationCode, { format }: Reporting, run: Run): RunAnswer {
  const text = code.write(run);
  if (text !== undefined) return new TextAnswer(text);
  const data = code.project(run);
  return new ObjectAnswer(true, data, distinct(run.errors).map(format));
}

/** Two fetches that fail at one place in one way are one error to the client. */
export function distinct(list: readonly GraphQLError[]): GraphQLError[] {
  const seen = new Set<string>();
  return list.filter((error) => {
    const key = JSON.stringify([error.message, error.path, error.extensions['code']]);
    return !seen.has(key) && seen.add(key);
  });
}
