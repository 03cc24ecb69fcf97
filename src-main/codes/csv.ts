/** Records of a CSV file (RFC 4180 and what spreadsheets make of it), one after another, so that a wrong one costs itself only. */

import { parse } from 'csv-parse/sync';

export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

export interface CsvRecord {
  /** Of its first line, from 1. */
  readonly line: number;
  /** Undefined where its quotes do not fit together. */
  readonly cells: readonly string[] | undefined;
}

/** A quoted field may go over so many lines. Further away, a closing quote belongs to something else. */
const maxRecordLines = 10;

function quotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count++;
  return count;
}

function cellsOf(text: string, delimiter: Delimiter, relaxed: boolean): string[] | undefined {
  if (!text.includes('"')) return text.split(delimiter);
  try {
    const rows = parse(text, {
      delimiter,
      record_delimiter: ['\n'],
      relax_column_count: true,
      relax_quotes: relaxed,
      max_record_size: 1_000_000,
    });
    return rows.length === 1 ? rows[0] : undefined;
  } catch {
    return undefined;
  }
}

/** How many lines, from `start` on, belong together since a quoted field goes over them. 1 where none does. */
function linesOfRecord(lines: readonly string[], start: number): number {
  let open = quotes(lines[start] ?? '') % 2;
  for (let more = 1; open === 1 && more < maxRecordLines && start + more < lines.length; more++) {
    open = (open + quotes(lines[start + more] ?? '')) % 2;
    if (open === 0) return more + 1;
  }
  return 1;
}

/** The cells of one line, as `csvRecords` would give them. */
export function csvCells(line: string, delimiter: Delimiter): readonly string[] {
  return cellsOf(line, delimiter, true) ?? [line];
}

/** The records from the line at `start` (from 0) on. Lines without anything in them are left out. */
export function* csvRecords(
  lines: readonly string[],
  start: number,
  delimiter: Delimiter,
): Generator<CsvRecord> {
  for (let at = start; at < lines.length; ) {
    const first = lines[at] ?? '';
    let count = linesOfRecord(lines, at);
    let cells = cellsOf(lines.slice(at, at + count).join('\n'), delimiter, false);
    if (cells === undefined) {
      // A quote within a field without quotes, as in 7" card, is meant as it stands.
      count = 1;
      cells = cellsOf(first, delimiter, true);
    }
    if (first.trim() !== '') yield { line: at + 1, cells };
    at += count;
  }
}
