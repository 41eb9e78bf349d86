import { errors } from '@metamorphosis/contract';

/** Where the forms of records are kept, in the folder of the SDL. */
export const RECORD_FORMS_FILE = 'records.json';

/** The SDL of each version of each record that may lie on the log: by record type, by version. */
export type RecordForms = Readonly<Record<string, Readonly<Record<string, string>>>>;

type Lines = Record<string, Record<string, readonly string[]>>;

/** Reads what `printRecordForms` wrote. Throws CONFIGURATION_INVALID; `path` says where it is from. */
export function parseRecordForms(text: string, path: string): RecordForms {
  let written: Lines;
  try {
    written = JSON.parse(text) as Lines;
  } catch (cause) {
    throw errors.CONFIGURATION_INVALID([`${path} is no JSON.`], { cause });
  }
  const entries = Object.entries(written).map(([record, versions]) => {
    const forms = Object.entries(versions).map(([version, lines]) => {
      if (Array.isArray(lines)) return [version, lines.join('\n')] as const;
      throw errors.CONFIGURATION_INVALID([
        `${path}: version ${version} of ${record} is no list of lines.`,
      ]);
    });
    return [record, Object.fromEntries(forms)] as const;
  });
  return Object.fromEntries(entries);
}

/** The forms as a file that is checked in: sorted, and line by line, so that a change can be read. */
export function printRecordForms(forms: RecordForms): string {
  const written: Lines = {};
  for (const [record, versions] of Object.entries(forms).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const lines = Object.entries(versions).map(([version, sdl]) => [version, sdl.split('\n')]);
    written[record] = Object.fromEntries(lines) as Record<string, readonly string[]>;
  }
  return `${JSON.stringify(written, undefined, 2)}\n`;
}
