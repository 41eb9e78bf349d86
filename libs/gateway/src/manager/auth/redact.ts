/** What stands where the code stood. */
const INSTEAD = '[auth code]';

/** Takes the code out of texts that people will read: what a caller sent may be quoted in any of them. */
export function createRedactor(code: string): (text: string) => string {
  const quoted = JSON.stringify(code).slice(1, -1);
  // A message may quote what quotes it.
  const forms = [...new Set([JSON.stringify(quoted).slice(1, -1), quoted, code])];
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, INSTEAD), text);
}
