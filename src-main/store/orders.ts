/** Accounts at shops and orders. Tokens and what is sent are sealed with keys of the vault; codes go into the vault itself. */

import type Database from 'better-sqlite3';
import { z } from 'zod';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type AccountAccess,
  type NewOrder,
  newOrder,
  type Order,
  shopLogin,
  timestamp,
} from '../../src-shared/model/index.ts';
import type { CodeInsertion } from './codes.ts';
import type { OrderPatch, OrderStore } from './order-port.ts';
import {
  type AccountRow,
  accountColumns,
  type OrderRow,
  orderColumns,
  orderPatchColumns,
  toAccount,
  toOrder,
} from './order-rows.ts';
import { checked, fromJson, toJson } from './sqlite.ts';
import type { Vault } from './vault.ts';
import type { WriteBehind } from './write-behind.ts';

const tokenContext = (id: number) => `order_accounts.token:${id}`;
const loginContext = (id: number) => `order_accounts.login:${id}`;
const requestContext = (id: number) => `orders.request:${id}`;

/** What an account gets tokens with, as it is sealed. */
const storedLogin = shopLogin.extend({
  refresh: z.object({ token: z.string().max(8192), expiresAt: timestamp }).optional(),
});

interface AccessRow {
  readonly token: Uint8Array;
  readonly key_id: number;
  readonly token_expires_at: number | null;
  readonly login: Uint8Array | null;
  readonly login_key_id: number | null;
}

interface SealedRow {
  readonly id: number;
  readonly key_id: number;
  readonly sealed: Uint8Array;
}

/**
 * Seals anew, with the newest key of the vault, what accounts and orders have sealed: for `createCodes`, within the
 * transaction of a rotation. Gives how many of each.
 */
export function createOrderReseal(db: Database, vault: Vault): () => { tokens: number; orders: number } {
  const part = (table: string, column: string, context: (id: number) => string, keyColumn = 'key_id') => {
    const select = db.prepare(
      `SELECT id, ${keyColumn} AS key_id, ${column} AS sealed FROM ${table} WHERE ${column} IS NOT NULL ORDER BY id`,
    );
    const update = db.prepare(`UPDATE ${table} SET ${column} = @sealed, ${keyColumn} = @key WHERE id = @id`);
    return () => {
      const rows = select.all() as SealedRow[];
      for (const { id, key_id, sealed } of rows) {
        const anew = vault.seal(context(id), vault.open(context(id), { keyId: key_id, sealed }));
        update.run({ id, sealed: anew.sealed, key: anew.keyId });
      }
      return rows.length;
    };
  };
  const tokens = part('order_accounts', 'token', tokenContext);
  const logins = part('order_accounts', 'login', loginContext, 'login_key_id');
  const orders = part('orders', 'request', requestContext);
  return () => {
    // What accounts get tokens with goes with their tokens.
    logins();
    return { tokens: tokens(), orders: orders() };
  };
}

/** What becomes of an order whose account goes. */
function leftBehind({ id, status, sentAt, accountLabel }: Order, at: number): OrderPatch {
  const gone = new WorkbenchError('order_account_gone', { id });
  if (status === 'open') return { nextPollAt: undefined, error: gone.toData() };
  if (status !== 'placing') return { nextPollAt: undefined };
  if (sentAt === undefined)
    return { nextPollAt: undefined, status: 'failed', endedAt: at, error: gone.toData() };
  const unknown = new WorkbenchError('order_outcome_unknown', { shop: accountLabel, reason: gone.message });
  return { nextPollAt: undefined, status: 'outcome_unknown', error: unknown.toData() };
}

export interface OrdersOptions {
  readonly db: Database;
  readonly vault: Vault;
  readonly behind: WriteBehind;
  readonly onDisk: () => Promise<void>;
  readonly insertion: CodeInsertion;
}

export function createOrders({ db, vault, behind, onDisk, insertion }: OrdersOptions): OrderStore {
  const selectAccounts = db.prepare(`SELECT ${accountColumns} FROM order_accounts ORDER BY id`);
  const selectAccount = db.prepare(`SELECT ${accountColumns} FROM order_accounts WHERE id = ?`);
  const selectLabel = db.prepare('SELECT id FROM order_accounts WHERE label = ?').pluck();
  const selectAccess = db.prepare(
    'SELECT token, key_id, token_expires_at, login, login_key_id FROM order_accounts WHERE id = ?',
  );
  const insertAccount = db.prepare(`INSERT INTO order_accounts
    (connector, label, base_url, token, key_id, simulated, created_at, updated_at)
    VALUES (@connector, @label, @baseUrl, x'', @key, @simulated, @at, @at)`);
  const setAccess = db.prepare(`UPDATE order_accounts SET token = @token, key_id = @key,
    token_expires_at = @expiresAt, login = @login, login_key_id = @loginKey WHERE id = @id`);
  const changeAccount = db.prepare(`UPDATE order_accounts
    SET label = coalesce(@label, label), base_url = coalesce(@baseUrl, base_url), updated_at = @at WHERE id = @id`);
  const relabel = db.prepare('UPDATE orders SET account_label = @label WHERE account_id = @id');
  const selectLeft = db.prepare(`SELECT ${orderColumns} FROM orders
    WHERE account_id = ? AND (status IN ('placing', 'open') OR next_poll_at IS NOT NULL) ORDER BY id`);
  const resume = db.prepare(
    "UPDATE orders SET next_poll_at = @at WHERE account_id = @id AND status IN ('placing', 'open')",
  );
  const deleteAccount = db.prepare('DELETE FROM order_accounts WHERE id = ?');

  const select = db.prepare(`SELECT ${orderColumns} FROM orders WHERE id = ?`);
  const selectRequest = db.prepare('SELECT id, key_id, request AS sealed FROM orders WHERE id = ?');
  const insert =
    db.prepare(`INSERT INTO orders (account_id, connector, account_label, reference, client_key, operation_type,
      product_id, product_name, request, key_id, status, expected_amount, expected_currency, iccid, batch, created_by, source,
      created_at, updated_at, next_poll_at)
    VALUES (@account, @connector, @label, @reference, @clientKey, @type, @productId, @productName, x'', @key, 'placing', @amount,
      @currency, @iccid, @batch, @createdBy, @source, @at, @at, @at)`);
  const setRequest = db.prepare('UPDATE orders SET request = @sealed, key_id = @key WHERE id = @id');
  const setCode = db.prepare('UPDATE orders SET code_id = @code WHERE id = @id');
  const selectList = db.prepare(`SELECT ${orderColumns} FROM orders WHERE id < @before
      AND (@status IS NULL OR status = @status) AND (@account IS NULL OR account_id = @account)
      AND (@clientKey IS NULL OR client_key = @clientKey)
    ORDER BY id DESC LIMIT @limit`);
  const selectDue = db.prepare(`SELECT ${orderColumns} FROM orders
    WHERE next_poll_at IS NOT NULL AND next_poll_at <= ? ORDER BY next_poll_at, id`);
  const selectKey = db.prepare(`SELECT ${orderColumns} FROM orders WHERE account_id = ? AND client_key = ?`);
  const selectRemote = db.prepare(
    `SELECT ${orderColumns} FROM orders WHERE account_id = ? AND remote_id = ?`,
  );

  function accountOf(id: number) {
    const row = selectAccount.get(id);
    if (row === undefined) throw new WorkbenchError('shop_not_found', { id });
    return toAccount(row as AccountRow);
  }

  function orderOf(id: number) {
    const row = select.get(id);
    if (row === undefined) throw new WorkbenchError('order_not_found', { id });
    return toOrder(row as OrderRow);
  }

  /** What is ordered, as a text that is the same for the same request, whatever was agreed as price. */
  function whatIsOrdered(request: NewOrder): string {
    return toJson('request', newOrder.omit({ key: true, expectedPrice: true }), request) ?? '';
  }

  function orderOfKey(request: NewOrder) {
    const row = request.key === undefined ? undefined : selectKey.get(request.accountId, request.key);
    if (row === undefined) return undefined;
    const order = toOrder(row as OrderRow);
    if (whatIsOrdered(requestOf(order.id)) !== whatIsOrdered(request))
      throw new WorkbenchError('order_key_used', { id: order.id });
    return order;
  }

  function requestOf(id: number): NewOrder {
    const row = selectRequest.get(id) as SealedRow | undefined;
    if (row === undefined) throw new WorkbenchError('order_not_found', { id });
    const place = { table: 'orders', row: id };
    const text = vault.open(requestContext(id), { keyId: row.key_id, sealed: row.sealed });
    return checked(place, 'request', newOrder, fromJson(place, 'request', text));
  }

  /** For a row that has no number yet, to which what is sealed is bound: it gets its sealed value a moment later. */
  const presentKey = () => vault.seal('', '').keyId;

  function mustBeFree(label: string, except?: number): void {
    const holder = selectLabel.get(label);
    if (holder !== undefined && holder !== except) throw new WorkbenchError('shop_label_taken', { label });
  }

  function sealAccess(id: number, { token = '', tokenExpiresAt, login, refresh }: AccountAccess): void {
    const { keyId, sealed } = vault.seal(tokenContext(id), token);
    const kept =
      login === undefined
        ? undefined
        : vault.seal(loginContext(id), toJson('login', storedLogin, { ...login, refresh }) ?? '');
    setAccess.run({
      id,
      token: sealed,
      key: keyId,
      expiresAt: tokenExpiresAt ?? null,
      login: kept?.sealed ?? null,
      loginKey: kept?.keyId ?? null,
    });
  }

  function accessOf(id: number): AccountAccess {
    const row = selectAccess.get(id) as AccessRow | undefined;
    if (row === undefined) throw new WorkbenchError('shop_not_found', { id });
    const token = vault.open(tokenContext(id), { keyId: row.key_id, sealed: row.token });
    const access = {
      ...(token === '' ? {} : { token }),
      ...(row.token_expires_at === null ? {} : { tokenExpiresAt: row.token_expires_at }),
    };
    if (row.login === null || row.login_key_id === null) return access;
    const place = { table: 'order_accounts', row: id };
    const text = vault.open(loginContext(id), { keyId: row.login_key_id, sealed: row.login });
    const stored = checked(place, 'login', storedLogin, fromJson(place, 'login', text));
    const { refresh, ...login } = stored;
    return { ...access, login, ...(refresh === undefined ? {} : { refresh }) };
  }

  function patch(id: number, at: number, change: OrderPatch) {
    const columns = orderPatchColumns(change);
    const sets = [...Object.keys(columns).map((name) => `${name} = @${name}`), 'updated_at = @at'].join(', ');
    const { changes } = db.prepare(`UPDATE orders SET ${sets} WHERE id = @id`).run({ ...columns, at, id });
    if (changes === 0) throw new WorkbenchError('order_not_found', { id });
    return orderOf(id);
  }

  return {
    listAccounts: () => (selectAccounts.all() as AccountRow[]).map(toAccount),

    getAccount(id) {
      const row = selectAccount.get(id);
      return row === undefined ? undefined : toAccount(row as AccountRow);
    },

    accessOf,

    addAccount({ connector, label, baseUrl, access, simulated, at }) {
      return behind.atomically(() => {
        mustBeFree(label);
        const columns = { connector, label, baseUrl, key: presentKey(), simulated: Number(simulated), at };
        const id = Number(insertAccount.run(columns).lastInsertRowid);
        sealAccess(id, access);
        return accountOf(id);
      });
    },

    updateAccount(id, at, { label, baseUrl, access }) {
      return behind.atomically(() => {
        accountOf(id);
        if (label !== undefined) {
          mustBeFree(label, id);
          relabel.run({ id, label });
        }
        changeAccount.run({ id, at, label: label ?? null, baseUrl: baseUrl ?? null });
        if (access !== undefined) sealAccess(id, access);
        return accountOf(id);
      });
    },

    removeAccount(id, at) {
      return behind.atomically(() => {
        const orders = (selectLeft.all(id) as OrderRow[]).map(toOrder);
        for (const order of orders) patch(order.id, at, leftBehind(order, at));
        const removed = deleteAccount.run(id).changes === 1;
        return { removed, left: orders.map((order) => orderOf(order.id)) };
      });
    },

    resumeOrders: (id, at) => behind.atomically(() => void resume.run({ id, at })),

    createOrder({ account, request, reference, productName, createdBy, source, at }) {
      const text = toJson('request', newOrder, request) ?? '';
      return behind.atomically(() => {
        const known = orderOfKey(request);
        if (known !== undefined) return { order: known, isNew: false };
        const { lastInsertRowid } = insert.run({
          account: account.id,
          connector: account.connector,
          label: account.label,
          reference,
          clientKey: request.key ?? null,
          type: request.operationType,
          productId: request.productId,
          productName,
          key: presentKey(),
          amount: request.expectedPrice?.amount ?? null,
          currency: request.expectedPrice?.currency ?? null,
          iccid: request.iccid ?? null,
          batch: request.batch ?? null,
          createdBy,
          source,
          at,
        });
        const id = Number(lastInsertRowid);
        const { sealed, keyId: key } = vault.seal(requestContext(id), text);
        setRequest.run({ id, sealed, key });
        return { order: orderOf(id), isNew: true };
      });
    },

    getOrder(id) {
      const row = select.get(id);
      return row === undefined ? undefined : toOrder(row as OrderRow);
    },

    orderOfKey,
    requestOf,

    listOrders({ limit, before, status, accountId, key }) {
      const rows = selectList.all({
        limit,
        before: before ?? Number.MAX_SAFE_INTEGER,
        status: status ?? null,
        account: accountId ?? null,
        clientKey: key ?? null,
      });
      return (rows as OrderRow[]).map(toOrder);
    },

    ordersToPoll: (until = Number.MAX_SAFE_INTEGER) => (selectDue.all(until) as OrderRow[]).map(toOrder),

    orderOfRemote(accountId, remoteId) {
      const row = selectRemote.get(accountId, remoteId);
      return row === undefined ? undefined : toOrder(row as OrderRow);
    },

    patchOrder: (id, at, change) => behind.atomically(() => patch(id, at, change)),

    deliver(id, at, activationCode, change) {
      return behind.atomically(() => {
        const order = patch(id, at, { ...change, status: 'delivered' });
        const { label } = requestOf(id);
        const { code } = insertion.insert(
          {
            activationCode,
            source: 'order',
            label: label ?? order.productName.slice(0, 200),
            ...(order.iccid === undefined ? {} : { iccid: order.iccid }),
            ...(order.batch === undefined ? {} : { batch: order.batch }),
          },
          { createdBy: order.createdBy, at, orderId: id },
        );
        setCode.run({ id, code: code.id });
        return { order: orderOf(id), code };
      });
    },

    ordersSynced: onDisk,
  };
}
