import type { GraphQLError } from 'graphql';
import { internalError, type OperationCode } from '../operation/compile-operation.js';
import type { Run } from '../plan/run.js';
import { ObjectAnswer, type RunAnswer } from './answer.js';
import type { OperationEnvironment } from './operation-environment.js';
import { TextAnswer } from './text-answer.js';

/** Runs a compiled plan and writes the answer. Never rejects. */
export async function answerRun(
  code: OperationCode,
  { format, logger }: Pick<OperationEnvironment, 'format' | 'logger'>,
  run: Run,
): Promise<RunAnswer> {
  try {
    const { plan } = code;
    await (plan.kind === 'subscription' ? plan.rest : plan.run)(run);
    const text = code.write(run);
    if (text !== undefined) return new TextAnswer(text);
    const data = code.project(run);
    return new ObjectAnswer(true, data, distinct(run.errors).map(format));
  } catch (error) {
    // A bug of this engine: the compiled steps turn what subgraphs do into errors of the run.
    logger.error({ err: error, operation: code.name }, 'Executing an operation failed');
    return new ObjectAnswer(true, null, [format(internalError(error))]);
  }
}

/** Two fetches that fail at one place in one way are one error to the client. */
export function distinct(list: readonly GraphQLError[]): GraphQLError[] {
  const seen = new Set<string>();
  return list.filter((error) => {
    const key = JSON.stringify([error.message, error.path, error.extensions['code']]);
    return !seen.has(key) && seen.add(key);
  });
}
