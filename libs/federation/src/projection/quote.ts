const SPECIAL = /["\\\u0000-\u001f\ud800-\udfff]/;
/** Up to here a loop is faster than the regular expression. */
const SHORT = 42;

/** A string as JSON, as `JSON.stringify` writes it; most need no escape, which is found out faster than by writing. */
export function quote(text: string): string {
  const { length } = text;
  if (length > SHORT) return SPECIAL.test(text) ? JSON.stringify(text) : `"${text}"`;
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 32 || code === 34 || code === 92 || (code >= 0xd800 && code <= 0xdfff)) {
      return JSON.stringify(text);
    }
  }
  return `"${text}"`;
}
