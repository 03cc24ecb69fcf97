/** How an operation claims a code of the vault, and what becomes of the code at its end. */

import type Database from 'better-sqlite3';
import { isMatchingId } from '../../src-shared/activation-code.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Operation, OperationRequest } from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { type CodeRow, type ParsedCode, parsedCode, stateOf } from './code-rows.ts';
import { type CodeTable, carrierColumns } from './code-table.ts';

/** What an operation gets of the vault: for `createOperations`, within the transactions of operations. */
export interface CodeClaims {
  /**
   * The request with the code itself in place of its number, and the code that it is. Throws code_not_found, code_claimed,
   * code_used_up, code_expired, and activation_code_* of an activation code or a matching id that is none.
   * Nothing is written.
   */
  prepare(request: OperationRequest): PreparedClaim;
  /**
   * The same of a download that has named a matching id alone, now that its server is known: the card's default SM-DP+. Throws
   * code_claimed, activation_code_too_long, activation_code_address.
   */
  prepareAt(smdpAddress: string, request: OperationRequest): PreparedClaim;
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
    /** Of its profile, as far as the vault knows. */
    readonly iccid?: string;
    readonly confirmationCode?: string;
    readonly carrier?: string;
    /** What the operation is reported under: what its request says, else what the vault keeps with the code. */
    readonly batch?: string;
  };
}

export interface ClaimParts {
  readonly claims: CodeClaims;
  /** Throws code_claimed, code_expired, code_used_up: why nobody can have it. */
  refuse(row: CodeRow, now: number): void;
  /** Throws code_claimed where an operation that runs asks for it. */
  refuseRunning(row: CodeRow): void;
  giveUp(row: CodeRow, at: number, doubtful: boolean): void;
}

export function createCodeClaims(db: Database, table: CodeTable, clock: Clock): ClaimParts {
  const { rowOf, rowOfCode, secretOf, insert } = table;
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
    const batch = rest.batch ?? row.batch ?? undefined;
    return {
      request: {
        ...rest,
        activationCode: secret.activationCode,
        ...(kept === undefined ? {} : { confirmationCode: kept }),
      } as OperationRequest,
      code: {
        id: codeId,
        parsed: parsedCode(secret.activationCode),
        ...(row.iccid === null ? {} : { iccid: row.iccid }),
        ...(batch === undefined ? {} : { batch }),
      },
    };
  }

  /** Of a request that brings its code itself. A matching id that is empty is no code: the server looks for the card. */
  function prepareBrought(
    request: Extract<OperationRequest, { kind: 'download' | 'activate' }>,
  ): PreparedClaim {
    const { activationCode, smdpAddress, matchingId, confirmationCode, carrier } = request;
    if (activationCode === undefined && !isMatchingId(matchingId ?? ''))
      throw new WorkbenchError('activation_code_matching_id');
    let parsed: ParsedCode;
    try {
      // Of a matching id alone the server is the one that the card names, which is not known yet; what it may be is.
      const server = smdpAddress ?? 'localhost';
      const text = activationCode ?? (matchingId ? `LPA:1$${server}$${matchingId}` : undefined);
      if (text === undefined) return { request };
      parsed = parsedCode(text);
    } catch (error) {
      const { code } = toWorkbenchError(error);
      if (activationCode !== undefined || code !== 'activation_code_address') throw error;
      // The operation itself says what is wrong with the server.
      return { request };
    }
    if (parsed.matchingId === '' || (activationCode === undefined && smdpAddress === undefined))
      return { request };
    const row = rowOfCode(parsed);
    if (row?.state === 'claimed') refuse(row, clock.now());
    if (row !== undefined) refuseRunning(row);
    const kept = row === undefined ? undefined : secretOf(row)?.confirmationCode;
    const batch = request.batch ?? row?.batch ?? undefined;
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

    prepareAt(smdpAddress, request) {
      if (request.kind !== 'download' && request.kind !== 'activate') return { request };
      const { matchingId = '' } = request;
      if (matchingId === '') return { request };
      // Here it is the card that has named the server: what is wrong with that is said at once.
      parsedCode(`LPA:1$${smdpAddress}$${matchingId}`);
      return prepareBrought({ ...request, smdpAddress });
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
      const row = table.find(codeId);
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

  return { claims, refuse, refuseRunning, giveUp };
}

/** Whether the profile of a download that has ended is on its card, as far as the operation and its reconciliation have seen. */
export function isInstalled({ status, reconciliation, enableTx, kind }: Operation): boolean {
  if (reconciliation.state === 'done') return reconciliation.outcome === 'profile_installed';
  // It was verified on the card before enabling began.
  return status === 'successful' || (kind === 'activate' && enableTx !== undefined);
}
