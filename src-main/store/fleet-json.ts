/**
 * Rows of the fleet's lists as JSON. SQLite puts the texts of a row together, since a cell costs more to bring to JavaScript than
 * to copy there; its times come as numbers, since SQLite takes five times as long to write them as JavaScript does.
 */

import type { QueryFields } from '../../src-shared/query/index.ts';
import type { Column, FleetTable } from './fleet-tables.ts';

type Cell = string | number | null;

const minuteMs = 60_000;
/** The rest of a time behind its minute, in two parts, with the quote behind it. */
const seconds = Array.from({ length: 60 }, (_, n) => `${String(n).padStart(2, '0')}.`);
const milliseconds = Array.from({ length: 1000 }, (_, n) => `${String(n).padStart(3, '0')}Z"`);

/** Writes a time with what stands before it. Rows beside each other are of the same minute or near it, and so it is kept. */
function timeWriter(before: string): (at: number) => string {
  let minute = Number.NaN;
  let text = '';
  return (at) => {
    const its = Math.floor(at / minuteMs);
    if (its !== minute) {
      minute = its;
      text = `${before}"${new Date(its * minuteMs).toISOString().slice(0, -'00.000Z'.length)}`;
    }
    const ms = at - its * minuteMs;
    const s = Math.floor(ms / 1000);
    return text + seconds[s] + milliseconds[ms - s * 1000];
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
  /** Of a row that begins with these columns. What is NULL is left out. */
  write(row: readonly Cell[]): string;
}

/** A row with these fields in their order. */
export function jsonRow(fields: QueryFields, table: FleetTable): JsonRow {
  const selected: string[] = [];
  const writers: ((cell: Cell | undefined) => string)[] = [];
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
    writers.push((cell) => String(cell));
    parts = [];
  };
  const entries = Object.entries(fields).map(([name, { kind }]) => {
    const column = table.columns[name];
    if (column === undefined) throw new RangeError(`the list has no column for ${name}`);
    return { name, kind, column, sure: column.unset === 'never' || column.unset === 'empty' };
  });
  // The comma of a member that may not be there stands on the side of one that always is.
  const pivot = entries.findIndex(({ sure, kind }) => sure && kind !== 'timestamp');
  if (pivot < 0) throw new RangeError('the list has no field that is always there');
  entries.forEach(({ name, kind, column, sure }, at) => {
    const before = `${at > pivot ? ',' : ''}"${name}":`;
    const behind = at < pivot ? ',' : '';
    if (kind === 'timestamp') {
      endText();
      selected.push(column.sql);
      const write = timeWriter(before);
      writers.push((cell) => (typeof cell === 'number' ? write(cell) + behind : ''));
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
    write(row) {
      let text = '{';
      for (let i = 0; i < writers.length; i++) text += writers[i]?.(row[i]) ?? '';
      return `${text}}`;
    },
  };
}

/** Rows that are put together before they are written: fewer calls, and texts that are still short. */
const rowsAtOnce = 8;
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
      const put = (text: string) => {
        // A UTF-16 unit takes at most three bytes.
        const wanted = end + text.length * 3;
        if (wanted > buffer.length) {
          const larger = Buffer.allocUnsafeSlow(wanted * 2);
          buffer.copy(larger, 0, 0, end);
          buffer = larger;
        }
        end += buffer.write(text, end);
      };
      let text = head;
      for (let i = 0; i < count; i++) {
        if (i > 0) text += ',';
        text += row.write(rows[i] ?? []);
        if (i % rowsAtOnce === rowsAtOnce - 1) {
          put(text);
          text = '';
        }
      }
      put(text + tail);
      kept = buffer.length > mostKept ? undefined : buffer;
      return new Uint8Array(buffer.buffer.slice(0, end));
    },
  };
}
