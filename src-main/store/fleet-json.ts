/**
 * Rows of the fleet's lists as JSON. SQLite puts a whole page together, since a cell, and even a row, costs more to bring to
 * JavaScript than to copy there. Of times it leaves the number, in the room that their text takes: it takes five times as long to
 * write them as JavaScript does.
 */

import type { QueryFields } from '../../src-shared/query/index.ts';
import type { Column, FleetTable } from './fleet-tables.ts';

const dayMs = 86_400_000;
/** The characters of a time in ISO 8601 with milliseconds and Z. */
const timeLength = 24;

/** Writes a time in place of its number. Rows beside each other are of the same day, and so its date is kept. */
export interface TimeWriter {
  /** At this place are 24 characters: milliseconds since 1970 in decimal digits, then dashes. */
  replace(bytes: DataView, place: number): void;
}

const [zero, dash] = [0x30, 0x2d];
/** The digits of the milliseconds of a time between 2001 and 2286. */
const usualDigits = 13;

/** The numbers up to 99 as two characters each: they are written at once, as everything here is in as few steps as there can be. */
const twoDigits = Uint16Array.from(
  { length: 100 },
  (_, n) => ((zero + Math.floor(n / 10)) << 8) | (zero + (n % 10)),
);

/** The number that the four digits from `place` on are; each step is one for all of them. */
function fourDigits(bytes: DataView, place: number): number {
  const ones = bytes.getUint32(place) - 0x30303030;
  const pairs = Math.imul((ones >>> 8) & 0x00ff00ff, 10) + (ones & 0x00ff00ff);
  return Math.imul(pairs >>> 16, 100) + (pairs & 0xffff);
}

function putTwo(text: DataView, place: number, value: number): void {
  text.setUint16(place, twoDigits[value] as number);
}

/** The date of a day since 1970, as `YYYY-MM-DD`: Date would make a text of it, and rows beside each other may be years apart. */
function putDate(text: DataView, day: number): void {
  // Days are counted from 1 March of the year 0, so that the leap day is the last of its year: 400 years have 146,097, and months
  // of 31 and 30 by turns 30.6.
  const days = day + 719_468;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const years = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
  const march = Math.floor((5 * ofYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  const year = years + era * 400 + (month <= 2 ? 1 : 0);
  putTwo(text, 0, Math.floor(year / 100));
  putTwo(text, 2, year % 100);
  putTwo(text, 5, month);
  putTwo(text, 8, ofYear - Math.floor((153 * march + 2) / 5) + 1);
}

export function createTimeWriter(): TimeWriter {
  const text = new Uint8Array(Buffer.from(new Date(0).toISOString()));
  const view = new DataView(text.buffer, text.byteOffset, timeLength);
  let dayOfText = 0;
  return {
    replace(bytes, place) {
      let day: number;
      let seconds: number;
      let ms: number;
      if (
        bytes.getUint8(place + usualDigits) === dash &&
        bytes.getUint8(place + usualDigits - 1) !== dash &&
        bytes.getUint8(place) !== dash
      ) {
        // In small whole numbers, of which a processor makes ten for one of the others: a day has 864 hundreds of seconds.
        const hundreds = fourDigits(bytes, place) * 10_000 + fourDigits(bytes, place + 4);
        const rest = fourDigits(bytes, place + 8) * 10 + bytes.getUint8(place + 12) - zero;
        day = (hundreds / 864) | 0;
        const whole = (rest / 1000) | 0;
        seconds = (hundreds - day * 864) * 100 + whole;
        ms = rest - whole * 1000;
      } else {
        const written = Buffer.from(bytes.buffer, bytes.byteOffset + place, timeLength);
        const at = Number.parseInt(written.toString('latin1'), 10);
        day = Math.floor(at / dayMs);
        seconds = Math.floor((at - day * dayMs) / 1000);
        ms = at - day * dayMs - seconds * 1000;
      }
      if (day !== dayOfText) {
        putDate(view, day);
        dayOfText = day;
      }
      const hours = (seconds / 3600) | 0;
      const minutes = ((seconds - hours * 3600) / 60) | 0;
      putTwo(view, 11, hours);
      putTwo(view, 14, minutes);
      putTwo(view, 17, seconds - hours * 3600 - minutes * 60);
      const tenths = (ms / 100) | 0;
      text[20] = zero + tenths;
      putTwo(view, 21, ms - tenths * 100);
      for (let i = 0; i < timeLength; i += 4) bytes.setUint32(place + i, view.getUint32(i));
    },
  };
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Parts of a `concat`; a literal behind another one is one with it, and one without text is none. */
function concatenation() {
  const parts: string[] = [];
  let literal = '';
  const flush = () => {
    if (literal !== '') parts.push(quoted(literal));
    literal = '';
  };
  return {
    text(text: string) {
      literal += text;
    },
    sql(...expressions: readonly string[]) {
      flush();
      parts.push(...expressions);
    },
    all(): readonly string[] {
      flush();
      return parts;
    },
  };
}

/** The number with dashes behind it, 24 characters. Up to the year 2286 it has 13 digits, which needs no length to be taken. */
function timeParts(sql: string): string[] {
  const dashes = '-'.repeat(timeLength);
  return [
    sql,
    `iif(${sql} BETWEEN 1000000000000 AND 9999999999999, '${dashes.slice(usualDigits)}', substr('${dashes}', 1 + length(${sql})))`,
  ];
}

/** Between rows as they come from SQLite. A JSON text has no line feed of its own, and so it is where a row ends. */
const rowBreak = ',\n';
/** Between rows as they are given away, of the same length: whoever reads answers line by line has each in one line. */
export const rowEnd = ', ';

export interface JsonRow {
  /** An expression of SQL: the row as JSON, what is NULL left out, and its times, which come first, as numbers. */
  readonly sql: string;
  /** Where in a row its times stand; of one that is NULL there are blanks. */
  readonly times: readonly number[];
}

interface Member {
  readonly name: string;
  readonly kind: QueryFields[string]['kind'];
  readonly column: Column;
  /** Whether it is there in every row. */
  readonly sure: boolean;
}

/** The members that are no times, and the end. `escaping`: texts that anybody may have written are escaped. */
function addOthers(
  row: ReturnType<typeof concatenation>,
  others: readonly Member[],
  customerId: string,
  escaping: boolean,
): void {
  // The comma of a member that may not be there stands on the side of one that always is; it is behind the times, too.
  const pivot = others.findIndex(({ sure }) => sure);
  if (pivot < 0) throw new RangeError('the list has no field that is always there');
  others.forEach(({ name, kind, column, sure }, at) => {
    const { sql, writing } = column;
    const before = `${at > pivot ? ',' : ''}"${name}":`;
    const behind = at < pivot ? ',' : '';
    if (column.customer) {
      row.text(before + JSON.stringify(customerId) + behind);
      return;
    }
    if (kind === 'boolean' || kind === 'number') {
      row.text(before);
      row.sql(kind === 'boolean' ? `iif(${sql}, 'true', 'false')` : sql);
      row.text(behind);
      return;
    }
    // What is told of by no column of its own (see `escapes`) is escaped in every row.
    const quote = writing === 'any' && (escaping || !/^\w+$/.test(sql));
    if (sure) {
      row.text(quote ? before : `${before}"`);
      row.sql(quote ? `json_quote(${sql})` : sql);
      row.text(quote ? behind : `"${behind}`);
    } else if (quote) {
      const value = concatenation();
      value.text(before);
      value.sql(`json_quote(${sql})`);
      value.text(behind);
      row.sql(`iif(${sql} IS NULL, '', concat(${value.all().join(', ')}))`);
    } else row.sql(`(${quoted(`${before}"`)} || ${sql} || ${quoted(`"${behind}`)})`);
  });
  row.text('}');
}

/**
 * A row with these fields, the times before the others. To escape the texts that anybody may have written takes as long as all
 * the rest, and hardly a row has anything to escape: which have, their column `escapes` tells.
 */
export function jsonRow(fields: QueryFields, table: FleetTable, customerId: string): JsonRow {
  const members = Object.entries(fields).map(([name, { kind }]): Member => {
    const column = table.columns[name];
    if (column === undefined) throw new RangeError(`the list has no column for ${name}`);
    return { name, kind, column, sure: column.unset === 'never' || column.unset === 'empty' };
  });
  const times: number[] = [];
  const row = (escaping: boolean): string => {
    const parts = concatenation();
    parts.text('{');
    let length = 1;
    times.length = 0;
    for (const { name, kind, column, sure } of members) {
      if (kind !== 'timestamp') continue;
      const before = `"${name}":"`;
      times.push(length + before.length);
      length += before.length + timeLength + 2;
      if (sure) {
        parts.text(before);
        parts.sql(...timeParts(column.sql));
        parts.text('",');
      } else
        parts.sql(
          `iif(${column.sql} IS NULL, '${' '.repeat(before.length + timeLength + 2)}', concat(${[quoted(before), ...timeParts(column.sql), quoted('",')].join(', ')}))`,
        );
    }
    const others = members.filter(({ kind }) => kind !== 'timestamp');
    addOthers(parts, others, customerId, escaping);
    return `concat(${parts.all().join(', ')})`;
  };
  return { sql: `iif(escapes, ${row(true)}, ${row(false)})`, times };
}

/** All rows of a SELECT of the column `json` as one BLOB, and how many they are. */
export function wholePage(select: string): string {
  return `SELECT CAST(group_concat(json, '${rowBreak}') AS BLOB), count(*) FROM (${select})`;
}

const [lineFeed, space] = [0x0a, 0x20];

/** Makes the numbers of a page's rows the times that they are, and its breaks blanks; `ends[i]`: where row `i` ends. */
export function writeTimes(bytes: Buffer, row: JsonRow, writer: TimeWriter): number[] {
  const ends: number[] = [];
  const { times } = row;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // No line feed stands among the times.
  const prefix = (times.at(-1) ?? 0) + (times.length === 0 ? 0 : timeLength);
  for (let at = 0; at < bytes.length; ) {
    for (let i = 0; i < times.length; i++) {
      const place = at + (times[i] ?? 0);
      if (bytes[place] !== space) writer.replace(view, place);
    }
    const end = bytes.indexOf(lineFeed, at + prefix);
    ends.push(end < 0 ? bytes.length : end - 1);
    if (end < 0) break;
    bytes[end] = space;
    at = end + 1;
  }
  return ends;
}
