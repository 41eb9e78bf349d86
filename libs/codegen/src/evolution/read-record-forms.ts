import { join, relative, resolve } from 'node:path';
import { readIfThere } from '../write/write-files.js';
import { parseRecordForms, RECORD_FORMS_FILE, type RecordForms } from './record-forms.js';

/** The forms that a folder of SDL keeps; none when it keeps none. Rejects with CONFIGURATION_INVALID. */
export async function readRecordForms(folder: string, cwd: string): Promise<RecordForms> {
  const path = join(resolve(cwd, folder), RECORD_FORMS_FILE);
  const text = await readIfThere(path);
  return text === undefined ? {} : parseRecordForms(text, relative(cwd, path));
}
