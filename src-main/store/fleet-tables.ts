/** Where the fields of the fleet's lists are in the database. All SQL of a query is made of what stands here. */

import { type FleetResource, type fleetFields, fleetOperationKind } from '../../src-shared/model/fleet.ts';

/**
 * How the texts of a column are written, and so compared and sorted: `any` without regard to the case of letters (NOCASE in
 * SQL, which is of ASCII), the others as they are, since there is one writing of each.
 */
type Writing = 'any' | 'upper' | 'lower';

export interface Column {
  /** An expression of SQL. */
  readonly sql: string;
  /** Stands for the `?` in `sql`: the id of the bench. */
  readonly customer?: true;
  readonly writing: Writing;
  /** How a row tells that it has none: by NULL, by an empty text, by both, or never. */
  readonly unset: 'null' | 'empty' | 'both' | 'never';
}

export interface FleetTable {
  readonly table: string;
  /** What of the table belongs to the list. */
  readonly where?: string;
  readonly columns: Readonly<Record<string, Column>>;
  /** Tells rows apart, and orders those whose field of order is the same; names of columns of the table. */
  readonly key: readonly string[];
  /** By which fields a row as it is listed is told apart, as `key`; or how its key is found. */
  readonly keyed:
    | { readonly fields: readonly string[] }
    /** With the value of this field as the one parameter. */
    | { readonly by: string; readonly sql: string };
  /** The order where none is asked for: that of the key. */
  readonly direction: 'asc' | 'desc';
  /** Column by which a single row is asked for, and which of several is meant. */
  readonly one: { readonly column: string; readonly kind: 'text' | 'number'; readonly order: string };
}

const text = (sql: string, unset: Column['unset'] = 'null', writing: Writing = 'any'): Column => ({
  sql,
  unset,
  writing,
});
const never = (sql: string): Column => ({ sql, unset: 'never', writing: 'lower' });
const customer: Column = { sql: '?', customer: true, unset: 'never', writing: 'any' };

const byId = { key: ['id'], direction: 'desc' } as const;

const kinds = fleetOperationKind.options.map((kind) => `'${kind}'`).join(', ');

export const fleetTables: {
  readonly [R in FleetResource]: FleetTable & {
    readonly columns: Readonly<Record<keyof (typeof fleetFields)[R], Column>>;
  };
} = {
  inventory: {
    table: 'profiles',
    columns: {
      carrier: text('carrier'),
      customer_id: customer,
      device_id: text('reader_id'),
      eid: text('eid', 'never', 'upper'),
      iccid: text('iccid', 'empty', 'upper'),
      id: never('position'),
      normalized_carrier: text('normalized_carrier'),
      status: never('status'),
      type: never('type'),
    },
    key: ['eid', 'position'],
    keyed: { fields: ['eid', 'id'] },
    direction: 'asc',
    one: { column: 'iccid', kind: 'text', order: 'seen_at DESC, eid' },
  },
  transactions: {
    table: 'actions',
    columns: {
      action: never('action'),
      created: never('created_at'),
      customer_id: customer,
      device_id: text('reader_id', 'empty'),
      eid: text('eid', 'null', 'upper'),
      iccid: text('iccid', 'null', 'upper'),
      message_code: text('message_code', 'empty'),
      message: text('message', 'empty'),
      status: never('status'),
      transaction: text('transaction_id', 'never', 'lower'),
      updated: never('updated_at'),
    },
    ...byId,
    keyed: { by: 'transaction', sql: 'SELECT id FROM actions WHERE transaction_id = ?' },
    one: { column: 'transaction_id', kind: 'text', order: 'id' },
  },
  operations: {
    table: 'operations',
    // Most operations are: the sign keeps SQLite from finding them by this, and sorting them all.
    where: `+kind IN (${kinds})`,
    columns: {
      carrier: text('carrier'),
      cause_id: text('cause_id', 'both'),
      cause: never('cause'),
      created_by: text('created_by', 'empty'),
      created: never('created_at'),
      customer_id: customer,
      device_id: text('reader_id', 'empty'),
      download_tx: text('download_tx', 'null', 'lower'),
      eid: text('eid', 'null', 'upper'),
      enable_tx: text('enable_tx', 'null', 'lower'),
      iccid: text('iccid', 'null', 'upper'),
      id: never('id'),
      job_id: text('batch'),
      message_code: text('message_code', 'empty'),
      message: text('message', 'empty'),
      operation: never('kind'),
      source: text('source', 'empty'),
      status: never('status'),
      updated: never('updated_at'),
    },
    ...byId,
    keyed: { fields: ['id'] },
    one: { column: 'id', kind: 'number', order: 'id' },
  },
  history: {
    table: 'operations',
    columns: {
      id: never('id'),
      kind: never('kind'),
      status: never('status'),
      reader: text('reader_id', 'empty'),
      reader_name: text('reader_name', 'empty'),
      simulated: never('simulated'),
      eid: text('eid', 'null', 'upper'),
      iccid: text('iccid', 'null', 'upper'),
      carrier: text('carrier'),
      smdp_address: text('smdp_address', 'both'),
      error: text("(error ->> '$.code')"),
      code_use: never('activation_code_use'),
      cause: never('cause'),
      cause_id: text('cause_id', 'both'),
      created_by: text('created_by', 'empty'),
      source: text('source', 'empty'),
      batch: text('batch'),
      pending: never("(reconciliation_state = 'pending')"),
      created: never('created_at'),
      updated: never('updated_at'),
      ended: { sql: 'ended_at', unset: 'null', writing: 'lower' },
    },
    ...byId,
    keyed: { fields: ['id'] },
    one: { column: 'id', kind: 'number', order: 'id' },
  },
};
