export { useCommand, type CommandRun, type UsedCommand } from './use-command.js';
export { useConnection } from './use-connection.js';
export { useStream, type StreamState, type StreamUse } from './use-stream.js';
