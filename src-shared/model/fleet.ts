/**
 * The resources of the fleet API, as Digi Remote Manager's v1/esim_profiles names them, and the history of the window, which
 * is asked in the same language. Times are ISO 8601 in UTC with milliseconds. What is not known of a row is left out of it.
 */

import { z } from 'zod';
import type { QueryFields } from '../query/fields.ts';
import { operationCause, operationKind, operationStatus } from './operation.ts';

export const fleetResource = z.enum(['inventory', 'transactions', 'operations', 'history']);
export type FleetResource = z.infer<typeof fleetResource>;

/** Where each list is to be had over HTTP; the history is of the window alone. */
export const fleetPaths: Readonly<Record<FleetResource, string | undefined>> = {
  inventory: '/ws/v1/esim_profiles/inventory',
  transactions: '/ws/v1/esim_profiles/transactions/inventory',
  operations: '/ws/v1/esim_profiles/operations/inventory',
  history: undefined,
};

export const fleetLimits = { page: 1000, bulk: 20_000 } as const;

const isoTime = z.iso.datetime({ precision: 3 });

export const fleetProfileStatus = z.enum(['active', 'inactive']);
export const fleetProfileType = z.enum(['operational', 'bootstrap', 'test']);

/** "eSIM Profile Data" of the reference. */
export const fleetProfile = z.object({
  /** The service provider name (SPN) of the profile. */
  carrier: z.string().optional(),
  customer_id: z.string(),
  /** The reader in which the card was seen last. */
  device_id: z.string().optional(),
  eid: z.string(),
  iccid: z.string(),
  /** Its place on the card, from 0. */
  id: z.int(),
  normalized_carrier: z.string().optional(),
  status: fleetProfileStatus,
  type: fleetProfileType,
});
export type FleetProfile = z.infer<typeof fleetProfile>;

export const fleetAction = z.enum(['download', 'enable', 'disable', 'delete']);
export const fleetTransactionStatus = z.enum(['in_progress', 'complete', 'failed', 'unknown']);

/** "eSIM Profile Transaction Data" of the reference. */
export const fleetTransaction = z.object({
  action: fleetAction,
  created: isoTime,
  customer_id: z.string(),
  device_id: z.string(),
  eid: z.string().optional(),
  iccid: z.string().optional(),
  message_code: z.string(),
  message: z.string(),
  status: fleetTransactionStatus,
  transaction: z.string(),
  updated: isoTime,
});
export type FleetTransaction = z.infer<typeof fleetTransaction>;

export const fleetOperationKind = z.enum(['activate', 'download', 'enable']);

/** "eSIM Multistep Operation Data" of the reference. */
export const fleetOperation = z.object({
  /** As it was asked for. */
  carrier: z.string().optional(),
  cause_id: z.string().optional(),
  cause: operationCause,
  created_by: z.string(),
  created: isoTime,
  customer_id: z.string(),
  device_id: z.string(),
  download_tx: z.string().optional(),
  eid: z.string().optional(),
  enable_tx: z.string().optional(),
  iccid: z.string().optional(),
  id: z.int(),
  /** The batch that it belongs to. */
  job_id: z.string().optional(),
  message_code: z.string(),
  message: z.string(),
  operation: fleetOperationKind,
  source: z.string(),
  status: operationStatus,
  updated: isoTime,
});
export type FleetOperation = z.infer<typeof fleetOperation>;

/** A line of the history: an operation of whatever kind. */
export const historyEntry = z.object({
  id: z.int(),
  kind: operationKind,
  status: operationStatus,
  /** Id and name of the reader. */
  reader: z.string(),
  reader_name: z.string(),
  simulated: z.boolean(),
  eid: z.string().optional(),
  iccid: z.string().optional(),
  carrier: z.string().optional(),
  smdp_address: z.string().optional(),
  /** The code of the error with which it ended. */
  error: z.string().optional(),
  code_use: z.enum(['none', 'unused', 'used', 'unknown']),
  cause: operationCause,
  cause_id: z.string().optional(),
  created_by: z.string(),
  source: z.string(),
  batch: z.string().optional(),
  /** Whether its card has still to be asked how it ended. */
  pending: z.boolean(),
  created: isoTime,
  updated: isoTime,
  ended: isoTime.optional(),
});
export type HistoryEntry = z.infer<typeof historyEntry>;

/** What can be asked for in each list: its fields, in the order in which they stand in an answer. */
export const fleetFields = {
  inventory: {
    carrier: { kind: 'text', indexed: true },
    customer_id: { kind: 'text' },
    device_id: { kind: 'text', indexed: true },
    eid: { kind: 'text', indexed: true },
    iccid: { kind: 'text', indexed: true },
    id: { kind: 'number' },
    normalized_carrier: { kind: 'text', indexed: true },
    status: { kind: 'enum', values: fleetProfileStatus.options, indexed: true },
    type: { kind: 'enum', values: fleetProfileType.options, indexed: true },
  },
  transactions: {
    action: { kind: 'enum', values: fleetAction.options, indexed: true },
    created: { kind: 'timestamp', indexed: true },
    customer_id: { kind: 'text' },
    device_id: { kind: 'text', indexed: true },
    eid: { kind: 'text', indexed: true },
    iccid: { kind: 'text', indexed: true },
    message_code: { kind: 'text', indexed: true },
    message: { kind: 'text' },
    status: { kind: 'enum', values: fleetTransactionStatus.options, indexed: true },
    transaction: { kind: 'text', indexed: true },
    updated: { kind: 'timestamp', indexed: true },
  },
  operations: {
    carrier: { kind: 'text', indexed: true },
    cause_id: { kind: 'text', indexed: true },
    cause: { kind: 'enum', values: operationCause.options },
    created_by: { kind: 'text', indexed: true },
    created: { kind: 'timestamp', indexed: true },
    customer_id: { kind: 'text' },
    device_id: { kind: 'text', indexed: true },
    download_tx: { kind: 'text' },
    eid: { kind: 'text', indexed: true },
    enable_tx: { kind: 'text' },
    iccid: { kind: 'text', indexed: true },
    id: { kind: 'number', indexed: true },
    job_id: { kind: 'text', indexed: true },
    message_code: { kind: 'text', indexed: true },
    message: { kind: 'text' },
    operation: { kind: 'enum', values: fleetOperationKind.options, indexed: true },
    source: { kind: 'text' },
    status: { kind: 'enum', values: operationStatus.options, indexed: true },
    updated: { kind: 'timestamp', indexed: true },
  },
  history: {
    id: { kind: 'number', indexed: true },
    kind: { kind: 'enum', values: operationKind.options, indexed: true },
    status: { kind: 'enum', values: operationStatus.options, indexed: true },
    reader: { kind: 'text', indexed: true },
    reader_name: { kind: 'text' },
    simulated: { kind: 'boolean' },
    eid: { kind: 'text', indexed: true },
    iccid: { kind: 'text', indexed: true },
    carrier: { kind: 'text', indexed: true },
    smdp_address: { kind: 'text' },
    error: { kind: 'text' },
    code_use: { kind: 'enum', values: historyEntry.shape.code_use.options },
    cause: { kind: 'enum', values: operationCause.options },
    cause_id: { kind: 'text', indexed: true },
    created_by: { kind: 'text', indexed: true },
    source: { kind: 'text' },
    batch: { kind: 'text', indexed: true },
    pending: { kind: 'boolean' },
    created: { kind: 'timestamp', indexed: true },
    updated: { kind: 'timestamp', indexed: true },
    ended: { kind: 'timestamp' },
  },
} as const satisfies Readonly<Record<FleetResource, QueryFields>>;

/** A JSON text in pieces, each of whole characters: a page's rows are moved between threads, and sent, without a copy. */
export type JsonPieces = readonly (string | Uint8Array<ArrayBuffer>)[];
