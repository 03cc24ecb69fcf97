/** The vault of activation codes: what is in it, how an operation claims a code, and what becomes of the code at its end. */

import type Database from 'better-sqlite3';
import { normalizeCarrier } from '../../src-shared/carrier.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Code, CodeState, Operation, OperationRequest } from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { AddedCode, CodeOrigin, CodeSecret, CodeStore, SourcedCode } from './code-port.ts';
import {
  type CodeRow,
  codeColumns,
  codeSecretSchema,
  fingerprintOf,
  type ParsedCode,
  parsedCode,
  stateOf,
  toCode,
} from './code-rows.ts';
import { checked, clear, fromJson } from './sqlite.ts';
import type { Vault } from './vault.ts';
import type { WriteBehind } from './write-behind.ts';

const context = (id: number) => `codes.secret:${id}`;

/** What an operation gets of the vault: for `createOperations`, within the transactions of operations. */
export interface CodeClaims {
  /**
   * The request with the code itself in place of its number, and the code that it is. Throws code_not_found, code_claimed,
   * code_used_up, code_expired. Nothing is written.
   */
  prepare(request: OperationRequest): PreparedClaim;
  /** Gives the code to the operation; it is told of one that is known to be used up. Throws code_claimed: somebody was faster. */
  claim(
    prepared: PreparedClaim,
    operationId: number,
    at: number,
  ): { readonly codeId: number; readonly remark?: Operation['remarks'][number] } | undefined;
  /** Gives the code back, or ends it, as the operation has ended. What is not known yet leaves it claimed. */
  settle(operation: Operation, at: number): void;
}

export interface PreparedClaim {
  readonly request: OperationRequest;
  /** The code as it is in the vault, or as it will be. */
  readonly code?: {
    readonly id?: number;
    readonly parsed: ParsedCode;
    readonly confirmationCode?: string;
    readonly carrier?: string;
    readonly batch?: string;
  };
}

/** What orders need of the vault, within their own transactions. */
export interface CodeInsertion {
  /** As `CodeStore.add` of one code. To be called in a transaction. */
  insert(code: SourcedCode, origin: CodeOrigin & { readonly orderId?: number }): AddedCode;
}

export interface VaultParts {
  readonly store: CodeStore;
  readonly claims: CodeClaims;
  readonly insertion: CodeInsertion;
}

export interface CodesOptions {
  readonly db: Database;
  readonly vault: Vault;
  readonly behind: WriteBehind;
  readonly clock: Clock;
  /** What else is sealed with the keys of the vault; each gives how many values it has sealed anew. */
  readonly reseal: () => { readonly tokens: number; readonly orders: number };
}

export function createCodes({ db, vault, behind, clock, reseal }: CodesOptions): VaultParts {
  const select = db.prepare(`SELECT ${codeColumns} FROM codes WHERE id = ?`);
  const selectByFingerprint = db.prepare(`SELECT ${codeColumns} FROM codes WHERE fingerprint = ?`);
  const selectSealed = db.prepare(`SELECT ${codeColumns} FROM codes WHERE secret IS NOT NULL ORDER BY id`);
  const insertRow = db.prepare(`INSERT INTO codes
    (fingerprint, smdp_address, confirmation_code_required, iccid, carrier, normalized_carrier, label, batch, source, order_id,
      valid_until, created_by, created_at, updated_at)
    VALUES (@fingerprint, @smdp, @required, @iccid, @carrier, @normalized, @label, @batch, @source, @order,
      @validUntil, @createdBy, @at, @at)`);
  const setSecret = db.prepare('UPDATE codes SET secret = @secret, key_id = @key WHERE id = @id');
  const complete =
    db.prepare(`UPDATE codes SET iccid = coalesce(iccid, @iccid), carrier = coalesce(carrier, @carrier),
      normalized_carrier = coalesce(normalized_carrier, @normalized), label = coalesce(label, @label),
      batch = coalesce(batch, @batch), order_id = coalesce(order_id, @order),
      valid_until = coalesce(valid_until, @validUntil), updated_at = @at WHERE id = @id`);
  const take =
    db.prepare(`UPDATE codes SET state = 'claimed', doubtful = 0, operation_id = @operation, updated_at = @at
    WHERE id = @id AND state = 'NOT_INSTALLED'`);
  const link = db.prepare(`UPDATE codes SET operation_id = @operation, updated_at = @at
    WHERE id = @id AND state <> 'claimed'`);
  const free = db.prepare(
    `UPDATE codes SET state = 'NOT_INSTALLED', doubtful = @doubtful, updated_at = @at WHERE id = @id`,
  );
  /** Of a code that another operation holds by now. */
  const noteUse = db.prepare(`UPDATE codes SET used_at = coalesce(used_at, @at), eid = coalesce(@eid, eid),
      iccid = coalesce(@iccid, iccid), carrier = coalesce(carrier, @carrier),
      normalized_carrier = coalesce(normalized_carrier, @normalized), updated_at = @at
    WHERE id = @id`);
  /** It runs in this process; one that broke off and waits for its card does not. */
  const runs = db
    .prepare(`SELECT 1 FROM operations
      WHERE id = ? AND status NOT IN ('successful', 'failed') AND reconciliation_state <> 'pending'`)
    .pluck();
  const end = db.prepare(`UPDATE codes SET state = @state, secret = NULL, key_id = NULL, doubtful = 0,
      iccid = coalesce(@iccid, iccid), eid = @eid, carrier = coalesce(carrier, @carrier),
      normalized_carrier = coalesce(normalized_carrier, @normalized), used_at = coalesce(used_at, @at), updated_at = @at
    WHERE id = @id`);
  const setState = db.prepare('UPDATE codes SET state = @state, updated_at = @at WHERE id = @id');
  const endValidity = db.prepare(
    'UPDATE codes SET valid_until = min(coalesce(valid_until, @at), @at), updated_at = @at WHERE id = @id',
  );
  const removeRow = db.prepare("DELETE FROM codes WHERE id = ? AND state <> 'claimed'");
  const freeNow = `state = 'NOT_INSTALLED' AND (valid_until IS NULL OR valid_until > @now)`;
  const selectAvailable = db.prepare(`SELECT ${codeColumns} FROM codes
    WHERE ${freeNow} AND doubtful = 0 AND (@carrier IS NULL OR normalized_carrier = @carrier)
      AND (@iccid IS NULL OR iccid = @iccid)
    ORDER BY valid_until IS NULL, valid_until, id LIMIT @limit`);
  const selectCarriers = db
    .prepare(`SELECT min(carrier) FROM codes WHERE ${freeNow} AND doubtful = 0 AND carrier IS NOT NULL
      GROUP BY normalized_carrier ORDER BY 1 LIMIT 50`)
    .pluck();
  const countStates = db.prepare(`SELECT
      iif(state = 'NOT_INSTALLED' AND valid_until <= @now, 'EXPIRED', state) AS state, count(*) AS count
    FROM codes GROUP BY 1`);
  const selectList = db.prepare(`SELECT ${codeColumns} FROM codes WHERE id < @before
      AND (@state IS NULL OR iif(state = 'NOT_INSTALLED' AND valid_until <= @now, 'EXPIRED', state) = @state)
      AND (@batch IS NULL OR batch = @batch)
      AND (@search IS NULL OR instr(lower(coalesce(label, '') || char(10) || coalesce(carrier, '') || char(10)
        || coalesce(iccid, '') || char(10) || coalesce(batch, '') || char(10) || smdp_address), lower(@search)) > 0)
    ORDER BY id DESC LIMIT @limit`);

  function secretOf(row: CodeRow): CodeSecret | undefined {
    if (row.secret === null || row.key_id === null) return undefined;
    const place = { table: 'codes', row: row.id };
    const text = vault.open(context(row.id), { keyId: row.key_id, sealed: row.secret });
    return checked(place, 'secret', codeSecretSchema, fromJson(place, 'secret', text));
  }

  function shown(row: CodeRow, now = clock.now()): Code {
    return toCode(row, secretOf(row), now);
  }

  function rowOf(id: number): CodeRow {
    const row = select.get(id);
    if (row === undefined) throw new WorkbenchError('code_not_found', { id });
    return row as CodeRow;
  }

  function rowOfCode(parsed: ParsedCode): CodeRow | undefined {
    const fingerprint = fingerprintOf(vault.fingerprintKey(), parsed.smdpAddress, parsed.matchingId);
    return selectByFingerprint.get(fingerprint) as CodeRow | undefined;
  }

  function seal(id: number, secret: CodeSecret): void {
    const text = JSON.stringify(clear('code', codeSecretSchema, { ...secret }));
    const { keyId, sealed } = vault.seal(context(id), text);
    setSecret.run({ id, secret: sealed, key: keyId });
  }

  const carrierColumns = (carrier: string | undefined) => ({
    carrier: carrier ?? null,
    normalized: carrier === undefined ? null : normalizeCarrier(carrier),
  });

  function insert(
    code: SourcedCode,
    origin: CodeOrigin & { readonly orderId?: number },
    parsed = parsedCode(code.activationCode),
  ): { readonly id: number; readonly known: boolean } {
    const { at } = origin;
    const columns = {
      iccid: code.iccid ?? null,
      ...carrierColumns(code.carrier),
      label: code.label ?? null,
      batch: code.batch ?? null,
      order: origin.orderId ?? null,
      validUntil: code.validUntil ?? null,
      at,
    };
    const there = rowOfCode(parsed);
    if (there !== undefined) {
      complete.run({ ...columns, id: there.id });
      const kept = secretOf(there);
      if (kept !== undefined && kept.confirmationCode === undefined && code.confirmationCode !== undefined)
        seal(there.id, { ...kept, confirmationCode: code.confirmationCode });
      return { id: there.id, known: true };
    }
    const { lastInsertRowid } = insertRow.run({
      ...columns,
      fingerprint: fingerprintOf(vault.fingerprintKey(), parsed.smdpAddress, parsed.matchingId),
      smdp: parsed.smdpAddress,
      required: parsed.confirmationCodeRequired ? 1 : 0,
      source: code.source,
      createdBy: origin.createdBy,
    });
    const id = Number(lastInsertRowid);
    seal(id, {
      activationCode: parsed.activationCode,
      ...(code.confirmationCode === undefined ? {} : { confirmationCode: code.confirmationCode }),
    });
    return { id, known: false };
  }

  /** A transaction over the vault: where it is undone, what is known of the keys in memory is too. */
  function atomically<R>(body: () => R): R {
    try {
      return behind.atomically(body);
    } catch (error) {
      vault.forget();
      throw error;
    }
  }

  function refuse(row: CodeRow, now: number): void {
    const { id } = row;
    const state = stateOf(row, now);
    if (state === 'claimed')
      throw new WorkbenchError('code_claimed', { id, operation: row.operation_id ?? 0 });
    if (state === 'EXPIRED' && row.secret !== null) throw new WorkbenchError('code_expired', { id });
    if (state !== 'NOT_INSTALLED') throw new WorkbenchError('code_used_up', { id, state });
  }

  function refuseRunning({ id, operation_id }: CodeRow): void {
    if (operation_id !== null && runs.get(operation_id) !== undefined)
      throw new WorkbenchError('code_claimed', { id, operation: operation_id });
  }

  /** An operation that has not installed it gives it up; what an earlier one has found out meanwhile counts. */
  function giveUp({ id, used_at, eid }: CodeRow, at: number, doubtful: boolean): void {
    if (used_at === null) free.run({ id, at, doubtful: doubtful ? 1 : 0 });
    else
      end.run({
        ...carrierColumns(undefined),
        id,
        at,
        iccid: null,
        eid,
        state: eid === null ? 'burned' : 'ACTIVE',
      });
  }

  function prepareStored(request: OperationRequest & { readonly codeId: number }): PreparedClaim {
    const row = rowOf(request.codeId);
    refuse(row, clock.now());
    const secret = secretOf(row);
    if (secret === undefined) throw new WorkbenchError('code_used_up', { id: row.id, state: row.state });
    const { codeId, ...rest } = request;
    const confirmationCode =
      rest.kind === 'download' || rest.kind === 'activate' ? rest.confirmationCode : undefined;
    const kept = confirmationCode ?? secret.confirmationCode;
    return {
      request: {
        ...rest,
        activationCode: secret.activationCode,
        ...(kept === undefined ? {} : { confirmationCode: kept }),
      } as OperationRequest,
      code: { id: codeId, parsed: parsedCode(secret.activationCode) },
    };
  }

  /** Of a request that brings its code itself. A matching id that is empty is no code: the server looks for the card. */
  function prepareBrought(
    request: Extract<OperationRequest, { kind: 'download' | 'activate' }>,
  ): PreparedClaim {
    const { activationCode, smdpAddress, matchingId, confirmationCode, carrier, batch } = request;
    let parsed: ParsedCode;
    try {
      const text =
        activationCode ?? (smdpAddress && matchingId ? `LPA:1$${smdpAddress}$${matchingId}` : undefined);
      if (text === undefined) return { request };
      parsed = parsedCode(text);
    } catch {
      // The operation itself says what is wrong with it.
      return { request };
    }
    if (parsed.matchingId === '') return { request };
    const row = rowOfCode(parsed);
    if (row?.state === 'claimed') refuse(row, clock.now());
    if (row !== undefined) refuseRunning(row);
    const kept = row === undefined ? undefined : secretOf(row)?.confirmationCode;
    return {
      request:
        kept === undefined || confirmationCode !== undefined
          ? request
          : { ...request, confirmationCode: kept },
      code: {
        parsed,
        ...(row === undefined ? {} : { id: row.id }),
        ...(confirmationCode === undefined ? {} : { confirmationCode }),
        ...(carrier === undefined ? {} : { carrier }),
        ...(batch === undefined ? {} : { batch }),
      },
    };
  }

  const claims: CodeClaims = {
    prepare(request) {
      if (request.kind !== 'download' && request.kind !== 'activate') return { request };
      const { codeId } = request;
      return codeId === undefined ? prepareBrought(request) : prepareStored({ ...request, codeId });
    },

    claim({ code }, operationId, at) {
      if (code === undefined) return undefined;
      const { activationCode } = code.parsed;
      const id =
        code.id ??
        insert(
          {
            activationCode,
            source: 'operation',
            ...(code.confirmationCode === undefined ? {} : { confirmationCode: code.confirmationCode }),
            ...(code.carrier === undefined ? {} : { carrier: code.carrier }),
            ...(code.batch === undefined ? {} : { batch: code.batch }),
          },
          { createdBy: '', at },
          code.parsed,
        ).id;
      if (take.run({ id, operation: operationId, at }).changes === 1) return { codeId: id };
      const row = rowOf(id);
      if (row.state === 'claimed') refuse(row, at);
      // Used up as far as is known, and somebody has brought it all the same: its server will say. Nobody else needs it.
      link.run({ id, operation: operationId, at });
      const { state } = row;
      return { codeId: id, remark: { code: `code_known_${state.toLowerCase()}`, params: { id } } };
    },

    settle(operation, at) {
      const { codeId } = operation;
      if (codeId === undefined || operation.reconciliation.state === 'pending') return;
      // Freed by hand, it may be another one's by now; taken out of the vault, it is nobody's.
      const row = select.get(codeId) as CodeRow | undefined;
      if (row === undefined) return;
      const { id } = row;
      const installed = isInstalled(operation);
      const used = operation.activationCodeUse === 'used';
      const isOurs = row.operation_id === operation.id;
      const spn = operation.profile?.serviceProviderName;
      const ended = {
        id,
        at,
        iccid: installed ? (operation.iccid ?? null) : null,
        eid: installed ? (operation.eid ?? null) : null,
        ...carrierColumns(spn === '' ? undefined : spn),
      };
      if (row.state === 'claimed' && !isOurs) {
        if (installed || used) noteUse.run(ended);
        return;
      }
      if (installed) {
        if (!isOurs && row.state === 'ACTIVE') return;
        end.run({ ...ended, state: 'ACTIVE' });
        link.run({ id, operation: operation.id, at });
        return;
      }
      if (row.secret === null) return;
      if (row.state === 'claimed' && row.used_at !== null) giveUp(row, at, false);
      else if (used) end.run({ ...ended, state: 'burned' });
      else if (isOurs && row.state !== 'EXPIRED') giveUp(row, at, operation.activationCodeUse === 'unknown');
    },
  };

  const store: CodeStore = {
    add(codes, origin) {
      const parsed = codes.map(({ activationCode }) => parsedCode(activationCode));
      const added = atomically(() => codes.map((code, index) => insert(code, origin, parsed[index])));
      return added.map(({ id, known }) => ({ code: shown(rowOf(id)), known }));
    },

    find(activationCode) {
      const row = rowOfCode(parsedCode(activationCode));
      return row === undefined ? undefined : shown(row);
    },

    get(id) {
      behind.flush();
      const row = select.get(id);
      return row === undefined ? undefined : shown(row as CodeRow);
    },

    list({ limit, before, state, batch, search, now }) {
      behind.flush();
      const rows = selectList.all({
        limit,
        before: before ?? Number.MAX_SAFE_INTEGER,
        state: state ?? null,
        batch: batch ?? null,
        search: search === undefined || search === '' ? null : search,
        now,
      });
      return rows.map((row) => shown(row as CodeRow, now));
    },

    counts(now) {
      behind.flush();
      const counts: Record<CodeState, number> = {
        NOT_INSTALLED: 0,
        claimed: 0,
        ACTIVE: 0,
        burned: 0,
        EXPIRED: 0,
      };
      for (const row of countStates.all({ now })) {
        const { state, count } = row as { state: CodeState; count: number };
        counts[state] = count;
      }
      return counts;
    },

    available({ normalizedCarrier, iccid, now, limit }) {
      behind.flush();
      const rows = selectAvailable.all({
        carrier: normalizedCarrier ?? null,
        iccid: iccid ?? null,
        now,
        limit,
      });
      return rows.map((row) => shown(row as CodeRow, now));
    },

    carriers: (now) => selectCarriers.all({ now }) as string[],

    reveal(id) {
      return secretOf(rowOf(id));
    },

    update(id, at, change) {
      return atomically(() => {
        const row = rowOf(id);
        const columns: Record<string, Database.Value> = {};
        for (const name of ['label', 'carrier', 'iccid', 'batch'] as const)
          if (change[name] !== undefined) columns[name] = change[name];
        if (change.carrier !== undefined)
          columns['normalized_carrier'] = change.carrier === null ? null : normalizeCarrier(change.carrier);
        if (change.validUntil !== undefined) columns['valid_until'] = change.validUntil;
        const names = Object.keys(columns);
        if (names.length > 0) {
          const sets = names.map((name) => `${name} = @${name}`).join(', ');
          db.prepare(`UPDATE codes SET ${sets}, updated_at = @at WHERE id = @id`).run({ ...columns, at, id });
        }
        if (change.confirmationCode !== undefined) {
          const secret = secretOf(row);
          if (secret === undefined) throw new WorkbenchError('code_used_up', { id, state: row.state });
          const { activationCode } = secret;
          seal(
            id,
            change.confirmationCode === null
              ? { activationCode }
              : { activationCode, confirmationCode: change.confirmationCode },
          );
        }
        return shown(rowOf(id), at);
      });
    },

    remove(id) {
      return atomically(() => {
        const row = select.get(id) as CodeRow | undefined;
        if (row?.state === 'claimed') refuse(row, clock.now());
        if (row !== undefined) refuseRunning(row);
        return removeRow.run(id).changes === 1;
      });
    },

    release(id, at) {
      return atomically(() => {
        const row = rowOf(id);
        if (row.state !== 'claimed') throw new WorkbenchError('code_not_claimed', { id });
        refuseRunning(row);
        giveUp(row, at, true);
        return shown(rowOf(id), at);
      });
    },

    expire(id, at) {
      return atomically(() => {
        const { state } = rowOf(id);
        if (state === 'ACTIVE' || state === 'NOT_INSTALLED') setState.run({ id, at, state: 'EXPIRED' });
        // Its operation decides first; what it gives up is not free any more.
        if (state === 'claimed') endValidity.run({ id, at });
        return shown(rowOf(id), at);
      });
    },

    rotate(at) {
      return atomically(() => {
        let codes = 0;
        let others = { tokens: 0, orders: 0 };
        vault.rotate(at, () => {
          for (const row of selectSealed.all() as CodeRow[]) {
            const secret = secretOf(row);
            if (secret === undefined) continue;
            seal(row.id, secret);
            codes++;
          }
          others = reseal();
        });
        return { codes, ...others };
      });
    },
  };

  return {
    store,
    claims,
    insertion: {
      insert(code, origin) {
        const { id, known } = insert(code, origin);
        return { code: shown(rowOf(id)), known };
      },
    },
  };
}

/** Whether the profile of a download that has ended is on its card, as far as the operation and its reconciliation have seen. */
export function isInstalled({ status, reconciliation, enableTx, kind }: Operation): boolean {
  if (reconciliation.state === 'done') return reconciliation.outcome === 'profile_installed';
  // It was verified on the card before enabling began.
  return status === 'successful' || (kind === 'activate' && enableTx !== undefined);
}
