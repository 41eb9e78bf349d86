export type { CallOptions, ClientOptions, TokenProvider } from './client-options.js';
export {
  createClient,
  type Client,
  type MutationOptions,
  type StreamOptions,
} from './create-client.js';
export type {
  CommandClient,
  CommandClients,
  CommandDefinition,
  CommandHandle,
  CommandMap,
  CommandOptions,
  CommandTypes,
  Progress,
  Receipt,
  SubmittedCommand,
} from './commands/command-types.js';
export { defineCommand } from './commands/define-command.js';
export { newIdempotencyKey } from './commands/new-idempotency-key.js';
export type {
  CommandError,
  Failed,
  Outcome,
  RejectedByCode,
  RejectedByType,
  Succeeded,
} from './commands/outcome.js';
export type { Document, PrintDocument, TypedDocument } from './documents/typed-document.js';
export { ClientError, isClientError, type AnswerError } from './errors/client-error.js';
export type { RetryOptions } from './retry/retry-options.js';
export type { ConnectionStatus, StatusListener } from './streams/connection-status.js';
export type { Stream } from './streams/stream.js';
