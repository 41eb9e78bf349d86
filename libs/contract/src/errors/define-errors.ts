/** How a failure may be answered by the one who sees it. */
export type Retry = 'never' | 'later' | 'same-id';

/** What an error definition says about its code, once and for all. */
export interface ErrorDefinition<A extends readonly unknown[]> {
  /** `later`: the same call may succeed later. `same-id`: repeat only under the same idempotency key. */
  readonly retry: Retry;
  /** Whether a client may read the message outside development. */
  readonly visible: boolean;
  readonly message: (...args: A) => string;
}

/** An error of the catalogue. Recognise it with `isMetamorphosisError`, never by its text. */
export class MetamorphosisError extends Error {
  override readonly name = 'MetamorphosisError';
  /** Marks errors across copies of this package. */
  readonly brand = 'metamorphosis.error';

  constructor(
    readonly code: string,
    message: string,
    readonly retry: Retry,
    readonly visible: boolean,
    /** Facts for programs: sent to clients in `extensions` when the error is visible. */
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

type AnyDefinition = ErrorDefinition<never>;

/** Extra facts and the cause of one occurrence. */
export interface Occurrence {
  readonly cause?: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
}

type Maker<D> =
  D extends ErrorDefinition<infer A>
    ? (args: A, occurrence?: Occurrence) => MetamorphosisError
    : never;

/** Turns definitions into makers: `errors.RESULT_TIMEOUT([id, ms], { cause })`. The key is the code. */
export function defineErrors<T extends Record<string, AnyDefinition>>(
  definitions: T,
): { readonly [K in keyof T]: Maker<T[K]> } & {
  readonly codes: readonly (keyof T & string)[];
  /** Codes whose message and details a client may read outside development. */
  readonly visibleCodes: readonly (keyof T & string)[];
} {
  const makers: Record<string, unknown> = {
    codes: Object.keys(definitions),
    visibleCodes: Object.keys(definitions).filter((code) => definitions[code]?.visible),
  };
  for (const [code, definition] of Object.entries(definitions)) {
    const { message, retry, visible } = definition as unknown as ErrorDefinition<unknown[]>;
    makers[code] = (args: unknown[], occurrence: Occurrence = {}) =>
      new MetamorphosisError(
        code,
        message(...args),
        retry,
        visible,
        occurrence.details,
        occurrence.cause === undefined ? undefined : { cause: occurrence.cause },
      );
  }
  return makers as never;
}

/** Declares one error; exists so that the argument types of `message` are inferred. */
export function defineError<A extends readonly unknown[]>(
  retry: Retry,
  visible: boolean,
  message: (...args: A) => string,
): ErrorDefinition<A> {
  return { retry, visible, message };
}

/** True when `error` is of the catalogue and, if given, has the code. */
export function isMetamorphosisError(error: unknown, code?: string): error is MetamorphosisError {
  return (
    typeof error === 'object' &&
    error !== null &&
    (error as { brand?: unknown }).brand === 'metamorphosis.error' &&
    (code === undefined || (error as MetamorphosisError).code === code)
  );
}
