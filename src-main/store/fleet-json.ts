/**
 * Rows of the fleet's lists as JSON. SQLite puts the texts of a row together, since a cell costs more to bring to JavaScript than
 * to copy there; its times come as numbers, since SQLite takes five times as long to write them as JavaScript does.
 */

import type { QueryFields } from '../../src-shared/query/index.ts';
import { isoTime } from './fleet-rows.ts';
import type { Column, FleetTable } from './fleet-tables.ts';

type Cell = string | number | null;

const dayMs = 86_400_000;

interface TimeWriter {
  text(at: number): string;
  /** Into a buffer with room for it; the place behind it. */
  put(at: number, buffer: Buffer, place: number): number;
}

/** Writes a time with what stands before it. Rows beside each other are of the same day, and so it is kept. */
function timeWriter(before: string): TimeWriter {
  let day = Number.NaN;
  const bytes = Buffer.from(`${before}"${new Date(0).toISOString()}"`);
  const two = (buffer: Buffer, place: number, value: number) => {
    const tens = Math.floor(value / 10);
    buffer[place] = 48 + tens;
    buffer[place + 1] = 48 + value - tens * 10;
  };
  return {
    text: (at) => `${before}"${isoTime(at)}"`,
    put(at, buffer, place) {
      const its = Math.floor(at / dayMs);
      if (its !== day) {
        day = its;
        // Rows beside each other may be years apart, and Date would make a text of each. Days are counted from 1 March of the
        // year 0, so that the leap day is the last of its year: 400 years have 146,097, and months of 31 and 30 by turns 30.6.
        const days = its + 719_468;
        const era = Math.floor(days / 146_097);
        const ofEra = days - era * 146_097;
        const years = Math.floor(
          (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
        );
        const ofYear = ofEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
        const march = Math.floor((5 * ofYear + 2) / 153);
        const month = march < 10 ? march + 3 : march - 9;
        const year = years + era * 400 + (month <= 2 ? 1 : 0);
        const at = bytes.length - 25;
        two(bytes, at, Math.floor(year / 100));
        two(bytes, at + 2, year % 100);
        two(bytes, at + 5, month);
        two(bytes, at + 8, ofYear - Math.floor((153 * march + 2) / 5) + 1);
      }
      for (let i = 0; i < bytes.length; i++) buffer[place + i] = bytes[i] ?? 0;
      const end = place + bytes.length;
      const ms = at - its * dayMs;
      const s = Math.floor(ms / 1000);
      const m = Math.floor(s / 60);
      const h = Math.floor(m / 60);
      two(buffer, end - 14, h);
      two(buffer, end - 11, m - h * 60);
      two(buffer, end - 8, s - m * 60);
      const rest = ms - s * 1000;
      const hundreds = Math.floor(rest / 100);
      buffer[end - 5] = 48 + hundreds;
      two(buffer, end - 4, rest - hundreds * 100);
      return end;
    },
  };
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

const isLiteral = (part: string) => part.startsWith("'");

/** A cell that is there, as JSON: parts of a `concat`. Only texts that anybody may have written have to be escaped. */
function valueParts({ sql, writing }: Column, kind: QueryFields[string]['kind']): string[] {
  if (kind === 'boolean') return [`iif(${sql}, 'true', 'false')`];
  if (kind === 'number') return [sql];
  return writing === 'any' ? [`json_quote(${sql})`] : ["'\"'", sql, "'\"'"];
}

export interface JsonRow {
  /** The columns that it is made of: texts and times by turns. */
  readonly selected: readonly string[];
  /** A row that begins with these columns. What is NULL is left out. */
  write(row: readonly Cell[]): string;
  /** For each of the columns how it is written where it is a time. */
  readonly times: readonly (TimeWriter | undefined)[];
}

/** A row with these fields in their order. */
export function jsonRow(fields: QueryFields, table: FleetTable): JsonRow {
  const selected: string[] = [];
  const times: (TimeWriter | undefined)[] = [];
  let parts: string[] = [];
  /** A literal behind another one is one with it. */
  const add = (part: string) => {
    const before = parts.at(-1);
    if (before !== undefined && isLiteral(before) && isLiteral(part))
      parts[parts.length - 1] = before.slice(0, -1) + part.slice(1);
    else parts.push(part);
  };
  const endText = () => {
    if (parts.length === 0) return;
    selected.push(`concat(${parts.join(', ')})`);
    times.push(undefined);
    parts = [];
  };
  const entries = Object.entries(fields).map(([name, { kind }]) => {
    const column = table.columns[name];
    if (column === undefined) throw new RangeError(`the list has no column for ${name}`);
    return { name, kind, column, sure: column.unset === 'never' || column.unset === 'empty' };
  });
  // The comma of a member that may not be there stands on the side of one that always is.
  const pivot = entries.findIndex(({ sure }) => sure);
  if (pivot < 0 || entries.slice(0, pivot + 1).some(({ kind }) => kind === 'timestamp'))
    throw new RangeError('no field that is always there stands before the times');
  entries.forEach(({ name, kind, column, sure }, at) => {
    const before = `${at > pivot ? ',' : ''}"${name}":`;
    const behind = at < pivot ? ',' : '';
    if (kind === 'timestamp') {
      endText();
      selected.push(column.sql);
      times.push(timeWriter(before));
      return;
    }
    const member = [quoted(before), ...valueParts(column, kind), ...(behind === '' ? [] : [quoted(behind)])];
    if (sure) member.forEach(add);
    else if (member.some((part) => part.startsWith('json_quote') || part.startsWith('iif')))
      parts.push(`iif(${column.sql} IS NULL, '', ${member.join(' || ')})`);
    else parts.push(`(${member.join(' || ')})`);
  });
  endText();
  return {
    selected,
    times,
    write(row) {
      const texts = times.map((time, at) => {
        const cell = row[at] ?? null;
        if (cell === null) return '';
        return time === undefined ? String(cell) : time.text(Number(cell));
      });
      return `{${texts.join('')}}`;
    },
  };
}

const [opening, comma, closing] = [0x7b, 0x2c, 0x7d];
/** A time with its name, and the signs between rows. */
const mostBehind = 256;
const firstSize = 1 << 19;
/** Above this the memory of a page is not kept for the next. */
const mostKept = 1 << 22;

export interface PageWriter {
  /** `head`, then the first `count` rows with commas between, then `tail`: UTF-8, in memory of its own that can be given away. */
  write(page: {
    readonly head: string;
    readonly rows: readonly (readonly Cell[])[];
    readonly count: number;
    readonly row: JsonRow;
    readonly tail: string;
  }): Uint8Array<ArrayBuffer>;
}

export function createPageWriter(): PageWriter {
  let kept: Buffer<ArrayBuffer> | undefined;
  return {
    write({ head, rows, count, row, tail }) {
      let buffer = kept ?? Buffer.allocUnsafeSlow(firstSize);
      let end = 0;
      const room = (bytes: number) => {
        if (end + bytes <= buffer.length) return;
        const larger = Buffer.allocUnsafeSlow((end + bytes) * 2);
        buffer.copy(larger, 0, 0, end);
        buffer = larger;
      };
      const put = (text: string) => {
        // A UTF-16 unit takes at most three bytes; and a time and some signs find room behind it.
        room(text.length * 3 + mostBehind);
        end += buffer.write(text, end);
      };
      const { times } = row;
      const columns = times.length;
      put(head);
      for (let i = 0; i < count; i++) {
        const cells = rows[i] ?? [];
        room(mostBehind);
        if (i > 0) buffer[end++] = comma;
        buffer[end++] = opening;
        for (let at = 0; at < columns; at++) {
          const cell = cells[at];
          if (typeof cell === 'string') put(cell);
          else if (typeof cell === 'number') {
            room(mostBehind);
            end = times[at]?.put(cell, buffer, end) ?? end;
          }
        }
        buffer[end++] = closing;
      }
      put(tail);
      kept = buffer.length > mostKept ? undefined : buffer;
      return new Uint8Array(buffer.buffer.slice(0, end));
    },
  };
}
