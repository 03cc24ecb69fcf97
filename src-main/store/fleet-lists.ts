/**
 * The lists of the fleet API as another thread reads them. A page is found by where the one before ended (keyset), so that it
 * costs the same at every depth, and rows that are added meanwhile shift nothing.
 */

import type { KeyObject } from 'node:crypto';
import type Database from 'better-sqlite3';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type FleetResource,
  fleetFields,
  fleetLimits,
  fleetPaths,
  type JsonPieces,
} from '../../src-shared/model/fleet.ts';
import {
  findField,
  type Orderby,
  parseOrderby,
  parseQuery,
  printQuery,
  type Query,
  type QueryFields,
} from '../../src-shared/query/index.ts';
import { createCursors, type Position } from './fleet-cursor.ts';
import { createTimeWriter, type JsonRow, jsonRow, rowEnd, wholePage, writeTimes } from './fleet-json.ts';
import { csvCell, csvWriter } from './fleet-rows.ts';
import { type Column, type FleetTable, fleetTables } from './fleet-tables.ts';
import { compileQuery, defineFold, type Sql } from './query-sql.ts';

export interface FleetQuery {
  readonly resource: FleetResource;
  readonly query?: string | undefined;
  readonly orderby?: string | undefined;
  readonly size?: number | undefined;
  /** The present time, to which relative times are relative. */
  readonly now: number;
}

/** A bulk that has begun: what each of its chunks is asked with. */
export interface BulkPlan extends FleetQuery {
  readonly fields?: string | undefined;
  /** Rows that are to be given yet. */
  readonly left: number;
  /** The newest row there was when it began: those after it are not in it. */
  readonly newest: number;
  readonly after?: Position;
}

export interface FleetReader {
  /** A page as `FleetPage` in workbench/fleet-lists-port.ts, its rows in memory of their own: so another thread has them without a copy. */
  page(request: FleetQuery & { readonly cursor?: string | undefined }): {
    readonly json: JsonPieces;
    readonly count: number;
    readonly cursor?: string;
  };
  get(request: { readonly resource: FleetResource; readonly id: string }): string | undefined;
  /** Counts what there is to give, up to the size, and plans it; `head`: the line of names. */
  startBulk(request: FleetQuery & { readonly fields?: string | undefined }): {
    readonly truncated: boolean;
    readonly head: string;
    readonly plan: BulkPlan;
  };
  /** The next lines of a bulk, and what is to be asked for then; without `plan` it has ended. */
  nextBulk(plan: BulkPlan): { readonly lines: string; readonly plan?: BulkPlan };
}

/** Rows of one chunk of a bulk. */
const chunkRows = 1000;

interface Parsed {
  /** All that a cursor is bound to. */
  readonly list: readonly string[];
  readonly table: FleetTable;
  readonly fields: QueryFields;
  readonly query: Query | undefined;
  readonly orderby: Orderby | undefined;
}

function parse({ resource, query = '', orderby = '' }: FleetQuery): Parsed {
  const fields: QueryFields = fleetFields[resource];
  const tree = parseQuery(query, fields);
  const order = parseOrderby(orderby, fields);
  return {
    list: [
      resource,
      tree === undefined ? '' : printQuery(tree),
      order === undefined ? '' : `${order.direction} ${order.field}`,
    ],
    table: fleetTables[resource],
    fields,
    query: tree,
    orderby: order,
  };
}

/** Above the most that there is, the most is given, and the answer's `size` says so; below 1 nothing could be. */
function checkedSize(size: number | undefined, limit: number): number {
  if (size === undefined) return limit;
  if (!Number.isSafeInteger(size) || size < 1)
    throw new WorkbenchError('size_invalid', { size: String(size), limit });
  return Math.min(size, limit);
}

function chosenFields(all: QueryFields, text: string | undefined): QueryFields {
  if (text === undefined || text.trim() === '') return all;
  const chosen: [string, QueryFields[string]][] = text
    .slice(0, 4000)
    .split(',')
    .map((part) => {
      const found = findField(all, part.trim());
      if (found === undefined)
        throw new WorkbenchError('fields_unknown', {
          field: part.trim().slice(0, 64),
          fields: Object.keys(all).join(', '),
        });
      return [found.name, found.field];
    });
  return Object.fromEntries(chosen);
}

/** The column that rows are in order of, before their key; none where it is the same in all of them, or the key itself. */
function orderedBy({ columns, key }: FleetTable, orderby: Orderby | undefined): Column | undefined {
  const column = orderby === undefined ? undefined : columns[orderby.field];
  return column === undefined || column.customer || column.sql === key[0] ? undefined : column;
}

export interface PageStatement extends Sql {
  /** How many of the last columns are not of the fields: the value of order, where there is one, and the key. */
  readonly extra: number;
}

/** What a page is read with, one after the other until it is full. */
export function pageStatements(options: {
  readonly table: FleetTable;
  readonly fields: readonly string[];
  readonly condition: Sql;
  readonly orderby: Orderby | undefined;
  readonly after: Position | undefined;
  readonly customerId: string;
  /** The one column `json`, in place of one for each field and those behind them. */
  readonly json?: JsonRow | undefined;
}): PageStatement[] {
  const { table, fields, condition, orderby, after, customerId, json } = options;
  const { key } = table;
  const columnOf = (name: string): Column => {
    const column = table.columns[name];
    if (column === undefined) throw new RangeError(`the list has no column for ${name}`);
    return column;
  };
  const columns = fields.map(columnOf);
  const by = orderedBy(table, orderby);
  const direction = orderby?.direction ?? table.direction;
  const collation = by?.writing === 'any' ? ' COLLATE NOCASE' : '';
  const sign = direction === 'asc' ? '>' : '<';
  const word = direction.toUpperCase();
  const ordering = [...(by === undefined ? [] : [`${by.sql}${collation}`]), ...key]
    .map((sql) => `${sql} ${word}`)
    .join(', ');
  const selected =
    json === undefined
      ? [...columns.map(({ sql }) => sql), ...(by === undefined ? [] : [by.sql]), ...key]
      : [`${json.sql} AS json`];
  const shownParams =
    json === undefined ? columns.flatMap(({ customer }) => (customer ? [customerId] : [])) : [];

  function statement(...more: readonly Sql[]): PageStatement {
    const conditions = [
      ...(table.where === undefined ? [] : [{ sql: table.where, params: [] }]),
      condition,
      ...more,
    ];
    return {
      sql: `SELECT ${selected.join(', ')} FROM ${table.table} WHERE ${conditions
        .map(({ sql }) => sql)
        .join(' AND ')} ORDER BY ${ordering} LIMIT ?`,
      params: [...shownParams, ...conditions.flatMap(({ params }) => params)],
      extra: (by === undefined ? 0 : 1) + key.length,
    };
  }

  if (after === undefined) return [statement()];
  const marks = key.map(() => '?').join(', ');
  const behindKey: Sql = { sql: `(${key.join(', ')}) ${sign} (${marks})`, params: after.key };
  if (by === undefined) return [statement(behindKey)];
  // What is unset sorts before everything else, and compares with nothing: it is read by itself.
  const unset: Sql = { sql: `${by.sql} IS NULL`, params: [] };
  const set: Sql = { sql: `${by.sql} IS NOT NULL`, params: [] };
  if (after.value === undefined || after.value === null)
    return direction === 'asc'
      ? [statement(unset, behindKey), statement(set)]
      : [statement(unset, behindKey)];
  // Those of the same value by their key, then those of further ones. In one condition, as a comparison of two rows, SQLite
  // finds the value by the index and walks over all that have it.
  const params = [after.value];
  const same: Sql = { sql: `${by.sql} = ?${collation}`, params };
  const further: Sql = { sql: `${by.sql} ${sign} ?${collation}`, params };
  const mayBeUnset = by.unset === 'null' || by.unset === 'both';
  return [
    statement(same, behindKey),
    statement(further),
    ...(direction === 'desc' && mayBeUnset ? [statement(unset)] : []),
  ];
}

type Cell = string | number | null;
type Row = readonly Cell[];

/** Where the next page begins: behind this row. */
function positionOf(row: Row, extra: number, keyLength: number): Position {
  const key = row.slice(row.length - keyLength) as (string | number)[];
  return extra > keyLength ? { value: row[row.length - extra] ?? null, key } : { key };
}

/** Rows as they came, and where each of them ends. */
interface JsonPart {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly ends: readonly number[];
}

/** The first `size` rows of these, and the last of them. */
function pageOf(found: readonly JsonPart[], size: number): { parts: Buffer<ArrayBuffer>[]; last: string } {
  const parts: Buffer<ArrayBuffer>[] = [];
  let last = '';
  let left = size;
  for (const { bytes, ends } of found) {
    const rows = Math.min(ends.length, left);
    if (rows === 0) break;
    left -= rows;
    const end = ends[rows - 1];
    parts.push(bytes.subarray(0, end));
    if (left === 0) last = bytes.toString('utf8', rows > 1 ? (ends[rows - 2] ?? 0) + rowEnd.length : 0, end);
  }
  return { parts, last };
}

/** As many statements, and lists, as are kept ready; queries differ, pages of one do not. */
const mostKept = 64;

/** What is kept of what was asked for last. */
function createKept<V>() {
  const all = new Map<string, V>();
  return (name: string, make: () => V): V => {
    const known = all.get(name);
    if (known !== undefined) return known;
    const made = make();
    if (all.size >= mostKept) {
      const [oldest] = all.keys();
      if (oldest !== undefined) all.delete(oldest);
    }
    all.set(name, made);
    return made;
  };
}

/** `db`: a connection that reads only. `customerId` is asked for when it is needed first. */
export function createFleetReader(db: Database, key: KeyObject, customerId: () => string): FleetReader {
  defineFold(db);
  const cursors = createCursors(key);
  const prepared = createKept<Database.Statement>();
  const lists = createKept<Parsed>();
  const times = createTimeWriter();
  const jsonRows = new Map<FleetResource, JsonRow>();
  let customer: string | undefined;

  function theCustomer(): string {
    customer ??= customerId();
    return customer;
  }

  function jsonOf(resource: FleetResource): JsonRow {
    let row = jsonRows.get(resource);
    if (row === undefined) {
      row = jsonRow(fleetFields[resource], fleetTables[resource], theCustomer());
      jsonRows.set(resource, row);
    }
    return row;
  }

  const prepare = (sql: string) => prepared(sql, () => db.prepare(sql).raw());

  const listOf = (request: FleetQuery) =>
    lists(JSON.stringify([request.resource, request.query, request.orderby]), () => parse(request));

  interface Place {
    readonly fields: readonly string[];
    readonly now: number;
    readonly after: Position | undefined;
    readonly limit: number;
  }

  /** What is to be run one after the other until there are enough rows; the last parameter, their most, is still missing. */
  function statementsOf(
    { table, query, orderby }: Parsed,
    { fields, now, after }: Place,
    more: { readonly further?: Sql; readonly json?: JsonRow } = {},
  ): PageStatement[] {
    const id = theCustomer();
    const asked = compileQuery(query, { columns: table.columns, now, customerId: id });
    const { further, json } = more;
    const condition =
      further === undefined
        ? asked
        : { sql: `${asked.sql} AND ${further.sql}`, params: [...asked.params, ...further.params] };
    return pageStatements({ table, fields, condition, orderby, after, customerId: id, json });
  }

  /** Rows from a place on, at most `limit`. */
  function read(
    parsed: Parsed,
    place: Place,
    further: Sql,
  ): { readonly rows: readonly Row[]; readonly extra: number } {
    const rows: Row[] = [];
    const statements = statementsOf(parsed, place, { further });
    for (const { sql, params } of statements) {
      if (rows.length >= place.limit) break;
      rows.push(...(prepare(sql).all(...params, place.limit - rows.length) as Row[]));
    }
    return { rows, extra: statements[0]?.extra ?? 0 };
  }

  /** The same as JSON: texts of rows with commas between, in some parts. */
  function readJson(
    parsed: Parsed,
    place: Place,
    json: JsonRow,
  ): { parts: Buffer<ArrayBuffer>[]; count: number } {
    const parts: Buffer<ArrayBuffer>[] = [];
    let count = 0;
    for (const { sql, params } of statementsOf(parsed, place, { json })) {
      if (count >= place.limit) break;
      const [part, found] = prepare(wholePage(sql)).get(...params, place.limit - count) as [
        Buffer<ArrayBuffer> | null,
        number,
      ];
      if (part !== null) parts.push(part);
      count += found;
    }
    return { parts, count };
  }

  /** Where a row is in its list, by its JSON: the fields that it is ordered by and told apart by. */
  function positionOfJson({ table, fields, orderby }: Parsed, json: string): Position {
    const row = JSON.parse(json) as Readonly<Record<string, string | number | boolean>>;
    const cell = (name: string): Cell => {
      const value = row[name] ?? null;
      if (typeof value === 'boolean') return value ? 1 : 0;
      return fields[name]?.kind === 'timestamp' && typeof value === 'string' ? Date.parse(value) : value;
    };
    const { keyed } = table;
    const key = (
      'fields' in keyed ? keyed.fields.map(cell) : (prepare(keyed.sql).get(cell(keyed.by)) as Row)
    ) as (string | number)[];
    return orderedBy(table, orderby) === undefined || orderby === undefined
      ? { key }
      : { value: cell(orderby.field), key };
  }

  return {
    page(request) {
      const { resource, now, cursor: given } = request;
      const parsed = listOf(request);
      const { fields, list } = parsed;
      const size = checkedSize(request.size, fleetLimits.page);
      const from = given === undefined || given === '' ? undefined : cursors.read(list, given);
      const since = from?.now ?? now;
      const row = jsonOf(resource);
      // One more than is given: it tells whether there is more.
      const place = { fields: Object.keys(fields), now: since, after: from?.after, limit: size + 1 };
      const { parts, count: found } = readJson(parsed, place, row);
      const page = pageOf(
        parts.map((bytes) => ({ bytes, ends: writeTimes(bytes, row, times) })),
        size,
      );
      const count = Math.min(found, size);
      const cursor =
        found <= size
          ? undefined
          : cursors.make(list, { now: since, after: positionOfJson(parsed, page.last) });
      // `list` and `cursor` as clients of Remote Manager read them; the rest is inferred (docs/api.md).
      let head = `{"count":${count},"size":${size}`;
      if (cursor !== undefined) {
        head += `,"cursor":"${cursor}"`;
        const path = fleetPaths[resource];
        if (path !== undefined) {
          const { query, orderby } = request;
          const search = new URLSearchParams({
            ...(query ? { query } : {}),
            ...(orderby ? { orderby } : {}),
            size: String(size),
            cursor,
          });
          head += `,"next_uri":${JSON.stringify(`${path}?${search}`)}`;
        }
      }
      head += ',"list":[';
      // Joined they would be copied once more, which takes a tenth as long as to read them.
      const rows = page.parts.flatMap((part, i) => (i === 0 ? [part] : [rowEnd, part]));
      return { json: [head, ...rows, ']}'], count, ...(cursor === undefined ? {} : { cursor }) };
    },

    get({ resource, id }) {
      const { table, where, one } = fleetTables[resource] as FleetTable;
      const value = one.kind === 'text' ? id : /^\d{1,15}$/.test(id) ? Number(id) : undefined;
      if (value === undefined) return undefined;
      const json = jsonOf(resource);
      const [row] = prepare(
        wholePage(
          `SELECT ${json.sql} AS json FROM ${table} WHERE ${where ?? '1'} AND ${one.column} = ? ORDER BY ${one.order} LIMIT 1`,
        ),
      ).get(value) as [Buffer | null];
      if (row === null) return undefined;
      writeTimes(row, json, times);
      return row.toString();
    },

    startBulk(request) {
      const { resource, query, orderby, now } = request;
      const parsed = listOf(request);
      const { table } = parsed;
      const size = checkedSize(request.size, fleetLimits.bulk);
      const head = `${Object.keys(chosenFields(parsed.fields, request.fields)).map(csvCell).join(',')}\r\n`;
      const condition = compileQuery(parsed.query, {
        columns: table.columns,
        now,
        customerId: theCustomer(),
      });
      const newest = prepare(`SELECT max(rowid) FROM ${table.table}`).get() as Row;
      const [count] = prepare(
        `SELECT count(*) FROM (SELECT 1 FROM ${table.table}
          WHERE ${table.where ?? '1'} AND ${condition.sql} LIMIT ?)`,
      ).get(...condition.params, size + 1) as [number];
      return {
        truncated: count > size,
        head,
        plan: {
          resource,
          query,
          orderby,
          now,
          fields: request.fields,
          left: Math.min(count, size),
          newest: Number(newest[0] ?? 0),
        },
      };
    },

    nextBulk(plan) {
      const parsed = listOf(plan);
      const fields = chosenFields(parsed.fields, plan.fields);
      const limit = Math.min(plan.left, chunkRows);
      const place = {
        fields: Object.keys(fields),
        now: plan.now,
        after: plan.after,
        limit,
      };
      // The sign keeps the row number from being what the rows are found by.
      const { rows, extra } = read(parsed, place, { sql: '+rowid <= ?', params: [plan.newest] });
      const write = csvWriter(fields);
      let lines = '';
      for (const row of rows) lines += write(row);
      const left = plan.left - rows.length;
      const last = rows.at(-1);
      return rows.length < limit || left === 0 || last === undefined
        ? { lines }
        : {
            lines,
            plan: { ...plan, left, after: positionOf(last, extra, parsed.table.key.length) },
          };
    },
  };
}
