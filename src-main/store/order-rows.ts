/** Accounts and orders as rows of their tables. */

import type Database from 'better-sqlite3';
import type { z } from 'zod';
import {
  type Order,
  type OrderAccount,
  orderAccount,
  order as orderSchema,
} from '../../src-shared/model/index.ts';
import type { OrderPatch } from './order-port.ts';
import { checked, clear, fromJson, type Place } from './sqlite.ts';

export interface AccountRow {
  readonly id: number;
  readonly connector: string;
  readonly label: string;
  readonly base_url: string;
  readonly simulated: number;
  readonly renews: number;
  readonly token_expires_at: number | null;
  readonly created_at: number;
}

export const accountColumns =
  'id, connector, label, base_url, simulated, login IS NOT NULL AS renews, token_expires_at, created_at';

export function toAccount(row: AccountRow): OrderAccount {
  return checked({ table: 'order_accounts', row: row.id }, 'row', orderAccount, {
    id: row.id,
    connector: row.connector,
    label: row.label,
    baseUrl: row.base_url,
    simulated: row.simulated === 1,
    renewsToken: row.renews === 1,
    ...(row.token_expires_at === null ? {} : { tokenExpiresAt: row.token_expires_at }),
    createdAt: row.created_at,
  });
}

export interface OrderRow {
  readonly id: number;
  readonly account_id: number | null;
  readonly connector: string;
  readonly account_label: string;
  readonly reference: string;
  readonly client_key: string | null;
  readonly operation_type: string;
  readonly product_id: string;
  readonly product_name: string;
  readonly status: string;
  readonly remote_id: string | null;
  readonly remote_status: string | null;
  readonly activation_status: string | null;
  readonly is_installed: number | null;
  readonly price_amount: string | null;
  readonly price_currency: string | null;
  readonly expected_amount: string | null;
  readonly expected_currency: string | null;
  readonly iccid: string | null;
  readonly code_id: number | null;
  readonly error: string | null;
  readonly batch: string | null;
  readonly created_by: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly sent_at: number | null;
  readonly ended_at: number | null;
  readonly polls: number;
  readonly next_poll_at: number | null;
}

/** All but the request, which is unsealed only where it is sent. */
export const orderColumns = `id, account_id, connector, account_label, reference, client_key, operation_type, product_id, product_name,
  status, remote_id, remote_status, activation_status, is_installed, price_amount, price_currency, expected_amount,
  expected_currency, iccid, code_id, error, batch, created_by, created_at, updated_at, sent_at, ended_at, polls, next_poll_at`;

const priceOf = (amount: string | null, currency: string | null) =>
  amount === null || currency === null ? undefined : { amount, currency };

export function toOrder(row: OrderRow): Order {
  const place: Place = { table: 'orders', row: row.id };
  const fields = {
    id: row.id,
    accountId: row.account_id ?? undefined,
    connector: row.connector,
    accountLabel: row.account_label,
    reference: row.reference,
    key: row.client_key ?? undefined,
    operationType: row.operation_type,
    productId: row.product_id,
    productName: row.product_name,
    status: row.status,
    remoteId: row.remote_id ?? undefined,
    remoteStatus: row.remote_status ?? undefined,
    activationStatus: row.activation_status ?? undefined,
    isInstalled: row.is_installed === null ? undefined : row.is_installed === 1,
    price: priceOf(row.price_amount, row.price_currency),
    expectedPrice: priceOf(row.expected_amount, row.expected_currency),
    iccid: row.iccid ?? undefined,
    codeId: row.code_id ?? undefined,
    error: fromJson(place, 'error', row.error),
    batch: row.batch ?? undefined,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    sentAt: row.sent_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    polls: row.polls,
    nextPollAt: row.next_poll_at ?? undefined,
  };
  const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return checked(place, 'row', orderSchema, present);
}

type Columns = Record<string, Database.Value>;

const columnOf: Readonly<Record<Exclude<keyof OrderPatch, 'price' | 'error' | 'isInstalled'>, string>> = {
  status: 'status',
  remoteId: 'remote_id',
  remoteStatus: 'remote_status',
  activationStatus: 'activation_status',
  iccid: 'iccid',
  sentAt: 'sent_at',
  endedAt: 'ended_at',
  polls: 'polls',
  nextPollAt: 'next_poll_at',
};

/** What a patch writes. Every field is checked as it will be when it is read. */
export function orderPatchColumns(patch: OrderPatch): Columns {
  const columns: Columns = {};
  for (const name of Object.keys(patch) as (keyof OrderPatch)[]) {
    const given = patch[name];
    const schema: z.ZodType = orderSchema.shape[name];
    const value = given === undefined ? undefined : clear(name, schema, given);
    if (name === 'price') {
      columns['price_amount'] = patch.price?.amount ?? null;
      columns['price_currency'] = patch.price?.currency ?? null;
    } else if (name === 'error') columns['error'] = value === undefined ? null : JSON.stringify(value);
    else if (name === 'isInstalled') columns['is_installed'] = value === undefined ? null : Number(value);
    else columns[columnOf[name]] = (value as Database.Value | undefined) ?? null;
  }
  return columns;
}
