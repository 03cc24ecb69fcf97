/** The history and the tokens of the fixture. */

import type { CallOutput, CallRequest } from '../../src-shared/api.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { fleetFields, type HistoryEntry } from '../../src-shared/model/fleet.ts';
import { type Operation, operationKind, type Token } from '../../src-shared/model/index.ts';
import {
  parseOrderby,
  parseQuery,
  type Query,
  type QueryCondition,
  timeOf,
} from '../../src-shared/query/index.ts';
import { eids, iccid, minute } from './fixture-data.ts';

const iso = (at: number) => new Date(at).toISOString();

/** The line of an operation; of what the window knows, as the store would have it. */
function entryOf(operation: Operation): HistoryEntry {
  const entry: HistoryEntry = {
    id: operation.id,
    kind: operation.kind,
    status: operation.status,
    reader: operation.readerId,
    reader_name: operation.readerName,
    simulated: operation.simulated,
    code_use: operation.activationCodeUse,
    cause: 'request',
    created_by: operation.createdBy ?? 'lab',
    source: operation.source ?? 'window',
    pending: operation.reconciliation.state === 'pending',
    created: iso(operation.createdAt),
    updated: iso(operation.updatedAt),
  };
  if (operation.eid !== undefined) entry.eid = operation.eid;
  if (operation.iccid !== undefined) entry.iccid = operation.iccid;
  if (operation.smdpAddress !== undefined) entry.smdp_address = operation.smdpAddress;
  if (operation.error !== undefined) entry.error = operation.error.code;
  if (operation.endedAt !== undefined) entry.ended = iso(operation.endedAt);
  return entry;
}

/** Some hundred operations of before, so that there are pages. */
function makeOlder(now: number): HistoryEntry[] {
  const kinds = operationKind.options;
  return Array.from({ length: 420 }, (_, index): HistoryEntry => {
    const at = now - (600 + index * 37) * minute;
    const failed = index % 7 === 3;
    return {
      // Numbered as they began, as the store does: before the first of the window, which is 1.
      id: -index,
      // Every kind on real and simulated readers, done and failed.
      kind: kinds[(index + Math.floor(index / kinds.length)) % kinds.length] ?? 'read_card',
      status: failed ? 'failed' : 'successful',
      reader: index % 3 === 0 ? 'sim:0' : 'pcsc:HID Global OMNIKEY 3x21 Smart Card Reader 00 00',
      reader_name: index % 3 === 0 ? 'Simulated reader 0' : 'HID Global OMNIKEY 3x21 Smart Card Reader 00 00',
      simulated: index % 3 === 0,
      eid: index % 3 === 0 ? eids.simulated : eids.three,
      iccid: iccid(1 + (index % 40)),
      carrier: ['Voyage', "O'Hara Mobile", '=cmd()'][index % 3] as string,
      ...(failed ? { error: 'timed_out' } : {}),
      code_use: index % 12 === 1 ? 'used' : 'none',
      cause: 'request',
      created_by: 'lab',
      source: 'cli',
      pending: false,
      created: iso(at),
      updated: iso(at + 4000),
      ended: iso(at + 4000 + index * 10),
    };
  });
}

function holds({ field, operator, value }: QueryCondition, row: HistoryEntry, now: number): boolean {
  const raw = row[field as keyof HistoryEntry];
  if (value.kind === 'empty') return (operator === '=') === (raw === undefined);
  if (raw === undefined) return operator === '<>';
  const isTime = value.kind === 'time' || value.kind === 'relative';
  const left = isTime ? Date.parse(String(raw)) : typeof raw === 'string' ? raw.toLowerCase() : raw;
  const right = isTime
    ? timeOf(value, now)
    : value.kind === 'text'
      ? value.text.toLowerCase()
      : value.kind === 'number'
        ? value.number
        : value.value;
  if (right === undefined) return false;
  switch (operator) {
    case '=':
      return left === right;
    case '<>':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case 'contains':
      return String(left).includes(String(right));
    case 'startsWith':
      return String(left).startsWith(String(right));
    case 'endsWith':
      return String(left).endsWith(String(right));
  }
}

function matches(query: Query, row: HistoryEntry, now: number): boolean {
  switch (query.type) {
    case 'condition':
      return holds(query, row, now);
    case 'not':
      return !matches(query.part, row, now);
    case 'and':
      return query.parts.every((part) => matches(part, row, now));
    case 'or':
      return query.parts.some((part) => matches(part, row, now));
  }
}

/** Answers `fleet.page` of the history; the cursor is the place of the next row. */
export function makeHistory(full: boolean, now: () => number, operations: () => Iterable<Operation>) {
  const older = full ? makeOlder(now()) : [];
  return ({
    query = '',
    orderby = '',
    size = 1000,
    cursor,
  }: CallRequest<'fleet.page'>): CallOutput<'fleet.page'> => {
    const tree = query.trim() === '' ? undefined : parseQuery(query, fleetFields.history);
    const order = parseOrderby(orderby, fleetFields.history) ?? { field: 'created', direction: 'desc' };
    const rows = [...[...operations()].map(entryOf), ...older].filter(
      (row) => tree === undefined || matches(tree, row, now()),
    );
    const key = (row: HistoryEntry) => {
      const value = row[order.field as keyof HistoryEntry];
      return typeof value === 'number' ? value : String(value ?? '');
    };
    const sign = order.direction === 'desc' ? -1 : 1;
    rows.sort((a, b) => (key(a) < key(b) ? -sign : key(a) > key(b) ? sign : b.id - a.id));
    const from = Number(cursor ?? 0);
    const to = from + size;
    const list = rows.slice(from, to);
    return {
      json: JSON.stringify({ count: list.length, size, list }),
      count: list.length,
      ...(to < rows.length ? { cursor: String(to) } : {}),
    };
  };
}

/** The tokens: one in use, one for reading, one that was revoked. */
export function makeTokenHandlers(full: boolean, now: () => number) {
  let tokens: Token[] = full
    ? [
        {
          id: 1,
          name: 'line 3',
          readOnly: false,
          createdBy: 'lab',
          createdAt: now() - 20 * 1440 * minute,
          lastUsedAt: now() - 3 * minute,
        },
        { id: 2, name: 'dashboard', readOnly: true, createdBy: 'lab', createdAt: now() - 1440 * minute },
        {
          id: 3,
          name: 'trial',
          readOnly: false,
          createdBy: 'mira',
          createdAt: now() - 90 * 1440 * minute,
          lastUsedAt: now() - 60 * 1440 * minute,
          revokedAt: now() - 59 * 1440 * minute,
        },
      ]
    : [];
  return {
    'tokens.list': () => tokens,
    'tokens.create': ({ name, readOnly }: CallRequest<'tokens.create'>) => {
      if (tokens.some((one) => one.name === name && one.revokedAt === undefined))
        throw new WorkbenchError('internal', { reason: `there is a token ${name}` });
      const token: Token = { id: tokens.length + 1, name, readOnly, createdBy: 'lab', createdAt: now() };
      tokens = [token, ...tokens];
      return { token, secret: `ewb_fixture-secret-${token.id}` };
    },
    'tokens.check': () => ({}),
    'tokens.revoke': ({ id }: CallRequest<'tokens.revoke'>) => {
      tokens = tokens.map((one) => (one.id === id ? { ...one, revokedAt: now() } : one));
      const token = tokens.find((one) => one.id === id);
      if (token === undefined) throw new WorkbenchError('internal', { reason: 'no such token' });
      return token;
    },
  };
}
