export {
  DIAGNOSTICS,
  isWarning,
  type Diagnostic,
  type DiagnosticCode,
} from './diagnostics/diagnostic.js';
export {
  countOf,
  renderDiagnostic,
  renderDiagnostics,
  type Paint,
} from './diagnostics/render-diagnostics.js';
export { SdlError } from './diagnostics/sdl-error.js';
export { keepForms, keptRecordChanges, type KeptForms } from './evolution/keep-forms.js';
export { missingUpcasts, type MissingUpcast } from './evolution/missing-upcasts.js';
export { readRecordForms } from './evolution/read-record-forms.js';
export { printRecordForms, RECORD_FORMS_FILE, type RecordForms } from './evolution/record-forms.js';
export { recordChanges, type ChangeLevel, type RecordChange } from './evolution/record-changes.js';
export { analyse, generate, type Analysis, type Generation } from './generate.js';
export { preset, type PresetConfig } from './preset.js';
export { GenerationCache } from './run/generation-cache.js';
export { runCodegen, type CodegenOptions, type CodegenRun } from './run/run-codegen.js';
export { watchCodegen, type TimedRun } from './run/watch-codegen.js';
export { readSdlFiles } from './sources/read-sdl-files.js';
export type { SdlFile } from './sources/sdl-file.js';
export type { GeneratedFile, Stub } from './write/generated-file.js';
export { pendingChanges, writeFiles, type Changes } from './write/write-files.js';
export { writeStubs } from './write/write-stubs.js';
