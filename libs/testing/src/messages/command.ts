import type { Actor, CommandRun, OlderForm, RequestActor } from '@metamorphosis/core';

/** A class that handles a command: the author's, or the generated abstract one that it extends. */
export type CommandHandlerClass = abstract new (...args: never[]) => {
  readonly command: string;
  handle(args: never, context: never): CommandRun<unknown>;
};

type Handle<Handler extends CommandHandlerClass> = InstanceType<Handler>['handle'];

/** What a handler's command is called with. */
export type ArgsOf<Handler extends CommandHandlerClass> = Parameters<Handle<Handler>>[0];

/** What may come of a handler's command. */
export type OutcomeOf<Handler extends CommandHandlerClass> =
  ReturnType<Handle<Handler>> extends infer Run
    ? Run extends Promise<infer Result>
      ? Result
      : Run extends AsyncGenerator<unknown, infer Result, undefined>
        ? Result
        : never
    : never;

/** Who asks, as the gateway would have verified it: a subject, and scopes when the test is about them. */
export type GivenActor = Pick<RequestActor, 'subject'> & Partial<RequestActor>;

declare const outcome: unique symbol;

/** A command on its way to its service. Only `command` makes one. */
export interface CommandMessage<Outcome = unknown> {
  readonly kind: 'command';
  readonly handler: CommandHandlerClass;
  readonly args: unknown;
  /** Undefined for an anonymous caller. */
  readonly actor: GivenActor | undefined;
  /** The form of `args`, when it is not that of today. */
  readonly form?: OlderForm;
  /** Carries the type of what may come of it. */
  readonly [outcome]: Outcome;
}

/**
 * A command, named by its handler: `command(PlaceOrder, { input: { ... } })`, of nobody in particular or of
 * `actor`. Arguments that its SDL does not allow are a type error.
 */
export function command<Handler extends CommandHandlerClass>(
  handler: Handler,
  args: ArgsOf<Handler>,
  actor?: GivenActor,
): CommandMessage<OutcomeOf<Handler>> {
  return { kind: 'command', handler, args, actor } as unknown as CommandMessage<OutcomeOf<Handler>>;
}

/**
 * A command that an older version of the service accepted and that still lies on the log; it reaches its handler by upcasts:
 * `olderCommand(PlaceOrder, PlaceOrderV1, { ... })`. It was authorized and validated when it was accepted.
 */
export function olderCommand<Handler extends CommandHandlerClass, Old>(
  handler: Handler,
  form: OlderForm<Old>,
  args: NoInfer<Old>,
  actor?: Actor,
): CommandMessage<OutcomeOf<Handler>> {
  return { kind: 'command', handler, args, actor, form } as unknown as CommandMessage<
    OutcomeOf<Handler>
  >;
}

/** The actor of a request of the test. */
export function requestActor(given: GivenActor | undefined): RequestActor | undefined {
  return given && { scopes: [], ...given };
}
