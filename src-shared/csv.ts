/** Spreadsheets take what begins so for a formula, also with a space before or in full-width letters. */
const formula = /^[\s\0]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|%]/;

/** A cell of RFC 4180; a text that a spreadsheet would compute gets an apostrophe, which it shows as text from there on. */
export function csvCell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = formula.test(value) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n;\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
