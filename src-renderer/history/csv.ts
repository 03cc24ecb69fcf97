import type { HistoryEntry } from '../../src-shared/model/fleet.ts';
import { fleetFields } from '../../src-shared/model/fleet.ts';

/** A field as RFC 4180 has it. What a spreadsheet would take for a formula is made text by a quotation mark before it. */
export function csvField(value: unknown): string {
  if (value === undefined) return '';
  const raw = String(value);
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(raw) ? `'${raw}` : raw;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The lines of a history as CSV (RFC 4180) with a line of headings, the names of the query language. */
export function historyCsv(rows: readonly HistoryEntry[]): string {
  const names = Object.keys(fleetFields.history) as (keyof HistoryEntry)[];
  const lines = rows.map((row) => names.map((name) => csvField(row[name])).join(','));
  return `${[names.join(','), ...lines].join('\r\n')}\r\n`;
}
