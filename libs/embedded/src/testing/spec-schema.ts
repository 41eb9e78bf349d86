import type { FileSchema } from '../sqlite/file-schema.js';

/** A file for specs of the shared parts: one table of texts. */
export const specSchema: FileSchema = {
  purpose: 'spec file',
  mark: 'MMsp',
  versions: ['CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT'],
};
