// Commands of gregor without their process, for specs.
export { createProgram } from './program.js';
export { completionPlaces } from './completion/completion-words.js';
export { completionScript, SHELLS } from './completion/completion-script.js';
export { call, type CallOptions } from './operation/call.js';
export { subscribe, type SubscribeOptions } from './operation/subscribe.js';
export { changesPage } from './schema/changes-page.js';
export { readAgainst } from './schema/read-against.js';
export { readRegistry } from './schema/read-registry.js';
export { schemaChanges, type SchemaChange } from './schema/schema-changes.js';
export { explainError } from './terminal/explain-error.js';
export type { Terminal } from './terminal/terminal.js';
