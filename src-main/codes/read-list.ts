/** Lists of activation codes: one a line, a pasted mail, CSV and TSV with or without a line of column names. */

import { isServerAddress, parseActivationCode } from '../../src-shared/activation-code.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { findCodes } from '../../src-shared/find-codes.ts';
import { type CodeFindings, type CodePlace, codeImportLimits } from '../../src-shared/model/index.ts';
import { type ColumnName, columnOf, columnsOf, holdCodes } from './columns.ts';
import { type CsvRecord, csvCells, csvRecords, type Delimiter, delimiters } from './csv.ts';
import { decodeText } from './decode-text.ts';
import { cleanCell, type DateOrder } from './fields.ts';
import { type Findings, startFindings } from './findings.ts';
import { checkRecord, type Fields, isCutShort } from './record.ts';

export interface ListOptions {
  /** The name that places have. */
  readonly file?: string;
  /** For dates like 03/04/2027, which are refused without it. */
  readonly dateOrder?: DateOrder;
}

/** How a list is written. Positions and line indexes are from 0. */
interface Table {
  readonly delimiter: Delimiter;
  /** Of its first record. */
  readonly start: number;
  /** Absent: without names, columns are known by what is in them. */
  readonly columns?: ReadonlyMap<ColumnName, number>;
  /** Names of columns that mean nothing here. */
  readonly unknown: readonly string[];
  readonly header?: readonly string[];
  /** For lists that name the server once, in their first line. */
  readonly smdpAddress?: string;
}

/** How many lines tell what kind of list it is; the line of column names is among the first few. */
const sample = { lines: 200, beforeNames: 5 };

function isCode(text: string): boolean {
  if (!/lpa:|1\$/i.test(text)) return false;
  try {
    parseActivationCode(text);
    return true;
  } catch {
    return false;
  }
}

const isEid = (cell: string) =>
  /^'?[\d -]{32,48}$/.test(cleanCell(cell)) && cell.replace(/\D/g, '').length === 32;
const isIccid = (cell: string) => /^'?\d[\d -]{16,24}F?$/i.test(cleanCell(cell));

/** Whether something is true of at least half of these. */
function most<T>(all: readonly T[], is: (one: T) => boolean): boolean {
  return all.length > 0 && all.filter(is).length * 2 >= all.length;
}

/** A name of a column as it may be shown: nothing that could be a code. */
function shownName(cell: string, at: number): string {
  const name = cleanCell(cell);
  return /^[\p{L}\p{N} _.()/+-]{1,40}$/u.test(name) && !/\d{6}/.test(name) ? name : `column ${at + 1}`;
}

/** The table below a line of names. */
function named(
  delimiter: Delimiter,
  at: number,
  header: readonly string[],
  columns: ReadonlyMap<ColumnName, number>,
): Table {
  const used = new Set(columns.values());
  const unknown = header.flatMap((cell, place) =>
    used.has(place) || cell === '' ? [] : [shownName(cell, place)],
  );
  return { delimiter, start: at + 1, columns, unknown, header };
}

function withNames(lines: readonly string[], filled: readonly number[]): Table | undefined {
  let best: Table | undefined;
  for (const at of filled.slice(0, sample.beforeNames))
    for (const delimiter of delimiters) {
      const header = csvCells(lines[at] ?? '', delimiter).map(cleanCell);
      // A single name may be a word of a letter: those are lists of lines.
      if (header.length < 2 || header.length > codeImportLimits.columns) continue;
      const columns = columnsOf(header);
      if (!holdCodes(columns) || columns.size <= (best?.columns?.size ?? 0)) continue;
      best = named(delimiter, at, header, columns);
    }
  return best;
}

/** As Microsoft Intune has it: the server alone in the first line, then ICCID and matching id. */
function withServerFirst(lines: readonly string[], filled: readonly number[]): Table | undefined {
  const [first = 0, ...rest] = filled;
  const smdpAddress = cleanCell(lines[first] ?? '')
    .replace(/^https:\/\//i, '')
    .replace(/[/,;]+$/, '');
  if (!smdpAddress.includes('.') || !isServerAddress(smdpAddress)) return undefined;
  const delimiter = delimiters.find((one) =>
    most(rest.slice(0, sample.lines), (at) => {
      const cells = csvCells(lines[at] ?? '', one);
      return cells.length >= 2 && isIccid(cells[0] ?? '');
    }),
  );
  if (delimiter === undefined) return undefined;
  const columns = new Map<ColumnName, number>([
    ['iccid', 0],
    ['matchingId', 1],
  ]);
  return { delimiter, start: first + 1, columns, unknown: [], smdpAddress };
}

function withoutNames(lines: readonly string[], filled: readonly number[]): Table | undefined {
  const delimiter = delimiters.find((one) =>
    most(filled.slice(0, sample.lines), (at) => {
      const cells = csvCells(lines[at] ?? '', one);
      return cells.length >= 2 && cells.some(isCode) && cells.flatMap(findCodes).length === 1;
    }),
  );
  if (delimiter === undefined) return undefined;
  const start = filled[0] ?? 0;
  const header = csvCells(lines[start] ?? '', delimiter).map(cleanCell);
  if (/\d/.test(header.join('')) || header.length > codeImportLimits.columns)
    return { delimiter, start, unknown: [] };
  // Names, but not one that is known for the code: it is where the codes are.
  const columns = new Map([...columnsOf(header)].filter(([column]) => column !== 'activationCode'));
  const places = filled
    .slice(1, sample.lines)
    .map((at) => csvCells(lines[at] ?? '', delimiter).findIndex(isCode));
  const place = header.findIndex((_, at) => most(places, (one) => one === at));
  if (place < 0) return { delimiter, start, unknown: [] };
  for (const [column, at] of columns) if (at === place) columns.delete(column);
  return named(delimiter, start, header, columns.set('activationCode', place));
}

function fieldsOf(cells: readonly string[], table: Table, findings: Findings): Fields {
  if (table.columns !== undefined) {
    const fields: Partial<Record<ColumnName, string>> = {};
    for (const [column, at] of table.columns) fields[column] = cells[at] ?? '';
    return table.smdpAddress === undefined ? fields : { ...fields, smdpAddress: table.smdpAddress };
  }
  const codes = cells.map(findCodes);
  if (codes.flat().length > 1) throw new WorkbenchError('code_line_two_codes');
  const code = codes.findIndex((found) => found.length > 0);
  const iccid = cells.findIndex((cell, at) => at !== code && isIccid(cell));
  const eid = cells.findIndex((cell, at) => at !== code && isEid(cell));
  // What else there is could be anything, a confirmation code too: it becomes nothing that would be shown.
  findings.passOver({
    columns: cells.flatMap((cell, at) =>
      at === code || at === iccid || at === eid || cell.trim() === '' ? [] : [`column ${at + 1}`],
    ),
  });
  return {
    ...(code >= 0 && { activationCode: cells[code] ?? '' }),
    ...(iccid >= 0 && { iccid: cells[iccid] ?? '' }),
    ...(eid >= 0 && { eid: cells[eid] ?? '' }),
  };
}

function checkedCells(record: CsvRecord, table: Table): readonly string[] {
  const { cells } = record;
  if (cells === undefined) throw new WorkbenchError('code_line_quotes');
  const { columns: limit, field } = codeImportLimits;
  const expected = table.header?.length ?? limit;
  const found = cells.length;
  if (found > limit || (found > expected && cells.slice(expected).some((cell) => cell.trim() !== '')))
    throw new WorkbenchError('code_line_columns', { found, expected });
  const long = cells.findIndex((cell) => cell.length > field);
  if (long >= 0)
    throw new WorkbenchError('code_field_too_long', { column: `column ${long + 1}`, limit: field });
  return cells;
}

/** Nothing in any field, or the rule below the names of a table that was copied from Markdown. */
function isEmpty({ cells }: CsvRecord): boolean {
  return cells?.every((cell) => /^\s*:?-*:?\s*$/.test(cell)) === true;
}

function readTable(lines: readonly string[], table: Table, options: ListOptions, findings: Findings): void {
  findings.passOver({ columns: table.unknown });
  for (const record of csvRecords(lines, table.start, table.delimiter)) {
    // Files that were put together repeat their line of names.
    const repeated = table.header?.every((cell, at) => cleanCell(record.cells?.[at] ?? '') === cell);
    if (isEmpty(record) || repeated === true) continue;
    const place = placeOf(options, record.line);
    try {
      const cells = checkedCells(record, table);
      const checked = checkRecord(fieldsOf(cells, table, findings), options.dateOrder);
      findings.add({ place, source: 'csv', ...checked });
    } catch (error) {
      findings.refuse(place, error);
    }
  }
}

function placeOf({ file }: ListOptions, line: number, index?: number): CodePlace {
  return { ...(file !== undefined && { file }), line, ...(index !== undefined && { index }) };
}

/** Lines that are codes, and lines of text with codes in them. */
function readLines(
  lines: readonly string[],
  filled: readonly number[],
  options: ListOptions,
  findings: Findings,
): void {
  // In a list every line is meant as a code; in a letter only what looks like one is.
  const [only] = filled;
  const isList =
    most(filled, (at) => isCode(lines[at] ?? '')) ||
    (filled.length === 1 && only !== undefined && !/\S\s+\S/.test(lines[only] ?? ''));
  const take = (place: CodePlace, activationCode: string) => {
    try {
      findings.add({ place, source: 'list', ...checkRecord({ activationCode }) });
    } catch (error) {
      findings.refuse(place, error);
    }
  };
  for (const at of filled) {
    const line = lines[at] ?? '';
    const found = isCode(line) ? [line] : findCodes(line);
    // All of it is refused then, as what it is.
    const codes = found.length === 1 && isCutShort(line.trim(), found[0] ?? '') ? [line] : found;
    for (const [index, code] of codes.entries())
      take(placeOf(options, at + 1, codes.length > 1 ? index + 1 : undefined), code);
    if (codes.length > 0) continue;
    const isRemark = line.trimStart().startsWith('#') || (at === only && columnOf(line) !== undefined);
    if (isList && !isRemark) take(placeOf(options, at + 1), line);
    else findings.passOver({ lines: 1 });
  }
}

/**
 * The codes of a list, by line. Throws code_file_too_large, code_list_not_text, code_list_lines, code_list_columns (columns
 * are named, and none holds codes), codes_too_many and code_list_empty; what is wrong with a line is in the findings.
 */
export function readCodeList(bytes: Uint8Array, options: ListOptions = {}): CodeFindings {
  const { listBytes: limit, lines: lineLimit } = codeImportLimits;
  if (bytes.length > limit) throw new WorkbenchError('code_file_too_large', { length: bytes.length, limit });
  const lines = decodeText(bytes).split(/\r\n|\n|\r/, lineLimit + 1);
  if (lines.length > lineLimit) throw new WorkbenchError('code_list_lines', { limit: lineLimit });
  // Excel's way of naming the delimiter; it is found without.
  if (/^sep=.$/.test(lines[0]?.trim() ?? '')) lines[0] = '';
  const filled = [...lines.keys()].filter((at) => lines[at]?.trim() !== '');

  const findings = startFindings();
  const table = withNames(lines, filled) ?? withServerFirst(lines, filled) ?? withoutNames(lines, filled);
  if (table !== undefined) {
    findings.passOver({ lines: table.header ? filled.indexOf(table.start - 1) : 0 });
    readTable(lines, table, options, findings);
  } else {
    readLines(lines, filled, options, findings);
  }
  const { result } = findings;
  if (result.found.length > 0 || result.refused.length > 0) return result;
  const named = filled
    .slice(0, sample.beforeNames)
    .some((at) => delimiters.some((one) => columnsOf(csvCells(lines[at] ?? '', one)).size > 1));
  throw new WorkbenchError(table === undefined && named ? 'code_list_columns' : 'code_list_empty');
}
