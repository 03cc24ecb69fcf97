/** Rows of the fleet's lists as CSV, straight from their columns. */

import type { QueryFields } from '../../src-shared/query/index.ts';

type Cell = unknown;

const dayMs = 86_400_000;
const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const three = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));

let knownDay = Number.NaN;
let knownDate = '';

/** As `Date.toISOString`, of which it makes the date once a day: rows beside each other are of the same. */
export function isoTime(at: number): string {
  const day = Math.floor(at / dayMs);
  if (day !== knownDay) {
    knownDate = new Date(day * dayMs).toISOString().slice(0, -'00:00:00.000Z'.length);
    knownDay = day;
  }
  const ms = at - day * dayMs;
  const s = Math.floor(ms / 1000);
  const m = Math.floor(s / 60);
  return `${knownDate}${two[Math.floor(m / 60)]}:${two[m % 60]}:${two[s % 60]}.${three[ms - s * 1000]}Z`;
}

/** RFC 4180. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellToCsv(kind: QueryFields[string]['kind']): (cell: Cell) => string {
  if (kind === 'timestamp') return (cell) => isoTime(Number(cell));
  if (kind === 'boolean') return (cell) => (cell === 1 ? 'true' : 'false');
  return (cell) => csvCell(String(cell));
}

/** Writes a row as a line of CSV, its end with it; what is NULL is empty. */
export function csvWriter(fields: QueryFields): (row: readonly Cell[]) => string {
  const writers = Object.values(fields).map(({ kind }) => cellToCsv(kind));
  return (row) => {
    const cells = writers.map((write, at) => {
      const cell = row[at];
      return cell === null ? '' : write(cell);
    });
    return `${cells.join(',')}\r\n`;
  };
}
